//! Small runs for the tests of this module.

use crate::{Framework, Run, Table, build};

/// A framework of one level with given weights and its run over `columns` on the scale 0 to 100.
pub(crate) fn run_of(indicators: &[(&str, f64)], columns: &[&[f64]]) -> (Framework, Run) {
    let mut text = String::from(
        "[framework]\nid = \"f\"\nedition = \"1\"\nname = \"f\"\n[method]\n[[node]]\nid = \"index\"\nname = \"index\"\n",
    );
    let mut data = String::from("unit");
    for (id, weight) in indicators {
        text += &format!(
            "[[indicator]]\nid = \"{id}\"\nparent = \"index\"\nname = \"{id}\"\ndirection = \"positive\"\nweight = {weight}\n"
        );
        data += &format!(",{id}");
    }
    for unit in 0..columns[0].len() {
        data += &format!("\nu{unit}");
        for column in columns {
            let value = column[unit];
            data += &if value.is_nan() {
                ",".into()
            } else {
                format!(",{value}")
            };
        }
    }
    compute(&text, &data)
}

/// A run over a tree of two levels; some values are missing, u5 has nothing and u3 too little in g.
pub(crate) fn with_missing() -> (Framework, Run) {
    compute(
        r#"
        [framework]
        id = "f"
        edition = "1"
        name = "f"
        [method]
        coverage = { minimum = 0.5 }
        [[node]]
        id = "index"
        name = "index"
        [[node]]
        id = "g"
        parent = "index"
        name = "g"
        weight = 2.0
        [[node]]
        id = "h"
        parent = "index"
        name = "h"
        [[indicator]]
        id = "a"
        parent = "g"
        name = "a"
        direction = "positive"
        [[indicator]]
        id = "b"
        parent = "g"
        name = "b"
        direction = "negative"
        weight = 3.0
        [[indicator]]
        id = "c"
        parent = "g"
        name = "c"
        direction = "positive"
        [[indicator]]
        id = "d"
        parent = "h"
        name = "d"
        direction = "positive"
        [[indicator]]
        id = "e"
        parent = "h"
        name = "e"
        direction = "positive"
        "#,
        "unit,a,b,c,d,e\nu0,1,9,3,4,5\nu1,2,,5,1,7\nu2,7,3,,,2\nu3,4,,,8,1\nu4,3,5,9,2,\nu5,,,,,\n",
    )
}

fn compute(framework: &str, data: &str) -> (Framework, Run) {
    let framework = Framework::parse(framework, "f.toml").unwrap();
    let table = Table::from_csv(data, "d.csv").unwrap();
    let run = build(&framework, &table).unwrap();
    (framework, run)
}
