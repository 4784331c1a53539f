//! CPU time to load the engine and to draw a figure: `cargo bench -p jushu-figures --bench figures`.

#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Duration;

use jushu_figures::charts::ranked_bars::{Bar, ranked_bars};
use jushu_figures::{About, Figure, Frame, Language, Renderer, raster};

fn main() {
    println!("milliseconds of CPU, the least of 5");
    line("load ECharts", least(|| drop(black_box(Renderer::new()))));
    let renderer = Renderer::new().unwrap();
    let first = cpu();
    black_box(renderer.svg(&bars(15), Frame::Standalone).unwrap());
    line("the first figure", cpu() - first);
    for count in [15, 40] {
        let figure = bars(count);
        line(
            &format!("{count} bars to SVG"),
            least(|| drop(black_box(renderer.svg(&figure, Frame::Standalone)))),
        );
        let svg = renderer.svg(&figure, Frame::Standalone).unwrap();
        line(
            &format!("{count} bars, SVG to PNG at 240 dpi"),
            least(|| drop(black_box(raster::png(&svg, 2.5)))),
        );
    }
}

fn bars(count: usize) -> Figure {
    let about = About {
        id: "bench".into(),
        title: "综合指数前列城市".into(),
        source: "资料来源：甲".into(),
        notes: Vec::new(),
        alternative: String::new(),
        language: Language::Zh,
    };
    let bars: Vec<Bar> = (0..count)
        .map(|at| Bar {
            label: format!("城市{at}"),
            value: 100.0 - at as f64,
        })
        .collect();
    ranked_bars(about, "得分", &bars)
}

fn least(mut work: impl FnMut()) -> Duration {
    let times = (0..5).map(|_| {
        let start = cpu();
        work();
        cpu() - start
    });
    times.min().unwrap_or_default()
}

/// CPU time of this thread so far, as Linux keeps it: other programs on the machine do not disturb it.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split_whitespace().next().unwrap().parse().unwrap())
}

fn line(what: &str, time: Duration) {
    println!("{what:<40} {:>8.1}", time.as_secs_f64() * 1000.0);
}
