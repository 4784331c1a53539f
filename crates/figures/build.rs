//! Finds ECharts, which is fetched from its npm package and not kept in the repository.

fn main() {
    println!("cargo::rerun-if-env-changed=ECHARTS_DIR");
    let folder = std::env::var("ECHARTS_DIR").unwrap_or_default();
    if !std::path::Path::new(&folder)
        .join("echarts.min.js")
        .is_file()
    {
        println!(
            "cargo::error=echarts.min.js is not in ECHARTS_DIR=`{folder}`; run `make build`, which fetches it"
        );
    }
}
