//! What the system says this process has used.

/// CPU time in seconds and the greatest memory in kilobytes; `None` where the system does not tell.
pub fn usage() -> Option<(f64, u64)> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes = peak.trim().trim_end_matches("kB").trim().parse().ok()?;
    // The kernel counts a hundred ticks a second on all systems we run on.
    Some((ticks / 100.0, kilobytes))
}
