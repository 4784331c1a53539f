use super::*;

/// Three regions and three industries: the worked example of many statistics.
pub(crate) fn example() -> Table {
    let rows = [
        ("A", "x", 60.0),
        ("A", "y", 30.0),
        ("A", "z", 10.0),
        ("B", "x", 20.0),
        ("B", "y", 60.0),
        ("B", "z", 20.0),
        ("C", "x", 20.0),
        ("C", "y", 10.0),
        ("C", "z", 70.0),
    ];
    Table::from_rows(rows, Duplicates::Refuse).unwrap()
}

fn refused(text: &str) -> String {
    Table::from_csv(text, "t.csv", Duplicates::Refuse)
        .unwrap_err()
        .to_string()
}

#[test]
fn rows_in_any_order_give_totals_and_shares() {
    let text = "\u{feff}value,industry,note,region\n2,x,,B\n1,x,,A\n3,y,,A\n0,y,,B\n";
    let table = Table::from_csv(text, "t.csv", Duplicates::Refuse).unwrap();
    assert_eq!(table.regions, ["B", "A"]);
    assert_eq!(table.industries, ["x", "y"]);
    assert_eq!(table.region_totals, [2.0, 4.0]);
    assert_eq!(table.industry_totals, [3.0, 3.0]);
    assert_eq!(table.total, 6.0);
    assert_eq!(table.mix(1), Some(vec![0.25, 0.75]));
    assert_eq!(table.distribution(1), Some(vec![0.0, 1.0]));
    assert!(
        table
            .notes
            .iter()
            .any(|note| note.en.contains("not used: note"))
    );
    assert!(
        table
            .notes
            .iter()
            .any(|note| note.en.contains("single region (1): y"))
    );
}

#[test]
fn bad_rows_are_refused_with_their_lines() {
    for (text, parts) in [
        ("", "no column \"region\""),
        ("region,industry,value\n", "no rows"),
        ("region,industry\nA,x\n", "no column \"value\""),
        ("region,region,industry,value\nA,A,x,1\n", "occurs twice"),
        (
            "region,industry,value\nA,x,1\n\nA,y,-2\n",
            "line 4: \"A\", \"y\": the value -2 is negative",
        ),
        (
            "region,industry,value\r\nA,x,1\r\n,y,2\r\n",
            "line 3: the column \"region\" is empty",
        ),
        (
            "region,industry,value\nA,x,\n",
            "line 2: the column \"value\" is empty, and missing is not zero",
        ),
        (
            "region,industry,value\nA,x,many\n",
            "line 2: the column \"value\" holds \"many\"",
        ),
        ("region,industry,value\nA,x,inf\n", "no finite number"),
        ("region,industry,value\nA,x\n", "line 2: not valid CSV"),
        (
            "region,industry,value\nA,x,1\nB,x,1\nA,x,2\n",
            "line 4: \"A, x\" stands on line 2 already",
        ),
        ("region,industry,value\nA,x,0\n", "every value is 0"),
        (
            "region,industry,value\nA,x,1e308\nB,x,1e308\n",
            "more than a number can hold",
        ),
    ] {
        let said = refused(text);
        assert!(said.contains(parts), "{text:?}: {said}");
    }
}

#[test]
fn repeated_rows_are_summed_where_that_is_asked_for() {
    let text = "region,industry,value\nA,x,1\nB,x,1\nA,x,2\n";
    let table = Table::from_csv(text, "t.csv", Duplicates::Sum).unwrap();
    assert_eq!(table.by_region.value(0, 0), 3.0);
    assert!(table.notes[0].en.starts_with("1 rows repeat"));
}

#[test]
fn regions_and_industries_without_anything_are_kept_and_spoken_of() {
    let rows = [
        ("A", "x", 1.0),
        ("B", "x", 2.0),
        ("C", "x", 0.0),
        ("A", "y", 0.0),
    ];
    let table = Table::from_rows(rows, Duplicates::Refuse).unwrap();
    assert_eq!(table.regions.len(), 3);
    assert_eq!(table.mix(2), None);
    assert_eq!(table.distribution(1), None);
    let said: Vec<&str> = table.notes.iter().map(|note| note.en.as_ref()).collect();
    assert!(said[0].contains("without any industry") && said[0].contains("C"));
    assert!(said[1].contains("zero everywhere") && said[1].contains("y"));
}
