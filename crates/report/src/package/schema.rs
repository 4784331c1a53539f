//! What the columns of a table hold, found from its cells.

use super::columns::{MeasuredColumn, described};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Text; codes too.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its heading.
    pub name: String,
    /// What it holds.
    pub kind: FieldType,
    /// What it is called: Chinese and English.
    pub title: Option<(String, String)>,
    /// What it means: Chinese and English.
    pub description: Option<(String, String)>,
}

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    /// Columns in order.
    pub fields: Vec<Field>,
    /// The columns that tell the rows apart; empty where none is known.
    pub key: Vec<String>,
    /// Rows, without the header.
    pub rows: usize,
}

/// Columns that may tell rows apart, tried in this order.
const KEYS: &[&[&str]] = &[
    &["unit"],
    &["node"],
    &["code"],
    &["id"],
    &["unit", "node"],
    &["unit", "indicator"],
    &["unit", "k"],
    &["unit", "node", "step"],
    &["region", "industry"],
    &["a", "b"],
];

/// Finds the schema of the table at `path`.
pub fn schema(path: &str, csv: &[u8], measured: &[MeasuredColumn]) -> Schema {
    let mut reader = csv::Reader::from_reader(csv);
    let Ok(header) = reader.headers().cloned() else {
        return Schema::default();
    };
    let rows: Vec<csv::StringRecord> = reader.records().filter_map(Result::ok).collect();
    let fields = header
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let cells = rows.iter().filter_map(|row| row.get(at));
            let (title, description) = described(path, name, measured);
            Field {
                name: name.to_string(),
                kind: kind(name, cells, measured),
                title,
                description,
            }
        })
        .collect();
    let position = |name: &&str| header.iter().position(|known| known == *name);
    let tells_apart = |columns: &[usize]| {
        let mut seen = std::collections::HashSet::new();
        rows.iter().all(|row| {
            let key: Vec<&str> = columns.iter().filter_map(|&at| row.get(at)).collect();
            key.iter().all(|cell| !cell.is_empty()) && seen.insert(key)
        })
    };
    let key = KEYS.iter().find(|names| {
        let columns: Option<Vec<usize>> = names.iter().map(position).collect();
        !rows.is_empty() && columns.is_some_and(|columns| tells_apart(&columns))
    });
    Schema {
        fields,
        key: key.map_or_else(Vec::new, |names| {
            names.iter().map(ToString::to_string).collect()
        }),
        rows: rows.len(),
    }
}

fn kind<'c>(
    name: &str,
    cells: impl Iterator<Item = &'c str>,
    measured: &[MeasuredColumn],
) -> FieldType {
    // Codes look like numbers and are none.
    if name == "code" || name.ends_with("_code") {
        return FieldType::Text;
    }
    let (mut empty, mut integer, mut number, mut boolean) = (true, true, true, true);
    for cell in cells.filter(|cell| !cell.is_empty()) {
        empty = false;
        integer &= is_integer(cell);
        number &= is_number(cell);
        boolean &= matches!(cell, "true" | "false");
    }
    match (empty, integer, number, boolean) {
        (true, ..) if measured.iter().any(|column| column.id == name) => FieldType::Number,
        (true, ..) => FieldType::Text,
        // The values of another run of the same table may have decimals.
        (_, true, ..) if !measured.iter().any(|column| column.id == name) => FieldType::Integer,
        (_, _, true, _) => FieldType::Number,
        (_, _, _, true) => FieldType::Boolean,
        _ => FieldType::Text,
    }
}

fn is_integer(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let padded = digits.len() > 1 && digits.starts_with('0');
    !padded && digits.bytes().all(|byte| byte.is_ascii_digit()) && cell.parse::<i64>().is_ok()
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let padded = digits.starts_with('0') && digits.len() > 1 && !digits.starts_with("0.");
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-');
    !padded
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(plain)
        && cell.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_follow_the_cells_and_codes_stay_text() {
        let csv = "unit,code,rank,score,flag,patents,empty,version,licence\n\
                   a,110000,1,90.5,true,3,,1.0,007\n\
                   b,120000,2,-1e-7,false,,,2.0,008\n";
        let measured = [MeasuredColumn {
            id: "patents".into(),
            ..MeasuredColumn::default()
        }];
        let schema = schema("x/data.csv", csv.as_bytes(), &measured);
        use FieldType::*;
        let kinds: Vec<FieldType> = schema.fields.iter().map(|field| field.kind).collect();
        assert_eq!(
            kinds,
            [
                Text, Text, Integer, Number, Boolean, Number, Text, Number, Text
            ]
        );
        assert_eq!(schema.key, ["unit"]);
        assert_eq!(schema.rows, 2);
    }

    #[test]
    fn a_key_is_only_claimed_where_it_holds() {
        let key = |csv: &str| schema("t.csv", csv.as_bytes(), &[]).key;
        assert_eq!(key("unit,node\na,x\na,y\n"), ["node"]);
        assert_eq!(key("unit,node\na,x\na,y\nb,x\n"), ["unit", "node"]);
        assert!(key("unit,node\na,x\na,x\n").is_empty());
        assert!(key("unit\na\n\n").is_empty() || key("unit\na\n\"\"\n").is_empty());
        assert!(key("unit\n").is_empty());
    }
}
