use super::*;

/// Two industries over three regions: x of plants 4, 4 | 2 | 0, y of plants 1, 1 | 2 | 3, 3.
pub(crate) const EXAMPLE: &str = "region,industry,plant,value\n\
    A,x,1,4\nA,x,2,4\nB,x,3,2\nA,y,4,1\nA,y,5,1\nB,y,6,2\nC,y,7,3\nC,y,8,3\n";

pub(crate) fn example() -> PlantTable {
    PlantTable::from_csv(EXAMPLE, "t.csv", Duplicates::Refuse).unwrap()
}

#[test]
fn plants_are_summed_and_squared() {
    let found = example();
    assert_eq!(found.table.industry_totals, [10.0, 10.0]);
    assert_eq!(found.table.region_totals, [10.0, 4.0, 6.0]);
    let x = found.sizes[0];
    assert_eq!(x.plants, 3);
    assert!((x.herfindahl - 0.36).abs() < 1e-15);
    assert!((x.fourth_powers - (2.0 * 0.4_f64.powi(4) + 0.2_f64.powi(4))).abs() < 1e-15);
    let plants = [
        (0, 0, 4.0),
        (0, 0, 4.0),
        (1, 0, 2.0),
        (0, 1, 1.0),
        (0, 1, 1.0),
        (1, 1, 2.0),
        (2, 1, 3.0),
        (2, 1, 3.0),
    ];
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    let computed =
        PlantTable::from_plants(names(&["A", "B", "C"]), names(&["x", "y"]), plants).unwrap();
    assert_eq!(computed, found);
}

#[test]
fn the_same_plant_twice_is_refused_or_summed_before_it_is_squared() {
    let text = EXAMPLE.replace("A,x,2,4", "A,x,1,4");
    let error = PlantTable::from_csv(&text, "t.csv", Duplicates::Refuse).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("t.csv, line 3: \"A, x, 1\" stands on line 2"),
        "{error}"
    );
    let found = PlantTable::from_csv(&text, "t.csv", Duplicates::Sum).unwrap();
    assert!((found.sizes[0].herfindahl - (0.64 + 0.04)).abs() < 1e-15);
    assert_eq!(found.sizes[0].plants, 2);
    assert_eq!(found.table.industry_totals, [10.0, 10.0]);
    assert!(found.table.notes[0].en.contains("1 rows repeat"));
}

#[test]
fn one_plant_number_in_two_regions_is_two_plants() {
    let text = EXAMPLE.replace("B,x,3,2", "B,x,1,2");
    assert_eq!(
        PlantTable::from_csv(&text, "t.csv", Duplicates::Refuse).unwrap(),
        example()
    );
}

#[test]
fn bad_plants_are_refused_with_their_lines() {
    for (text, part) in [
        ("region,industry,value\nA,x,1\n", "no column \"plant\""),
        ("region,industry,plant,value\n", "no rows"),
        (
            "region,industry,plant,value\nA,x,,1\n",
            "line 2: the column \"plant\" is empty",
        ),
        (
            "region,industry,plant,value\nA,x,1,-1\n",
            "line 2: \"A\", \"x\": the value -1 is negative",
        ),
        ("region,industry,plant,value\nA,x,1,0\n", "every value is 0"),
        (
            "region,industry,plant,value\nA,x,1,1e100\n",
            "more than a number can hold",
        ),
    ] {
        let error = PlantTable::from_csv(text, "t.csv", Duplicates::Refuse)
            .unwrap_err()
            .to_string();
        assert!(error.contains(part), "{text:?}: {error}");
    }
}
