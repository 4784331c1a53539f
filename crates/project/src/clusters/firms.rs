//! The firms of a registry, each with its class, its links of the chain and its point.

use jushu_places::{Code, Level, Places};
use jushu_registry::condition::compile;
use jushu_registry::engine::Value;
use jushu_registry::store::Registry;

use super::ClustersError;
use super::classification::{Classified, classify, digits};
use super::rules::RuleBook;
use super::thresholds::of_leader;

/// How near to the firm its point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// Coordinates of the record itself.
    Exact,
    /// Seat of its district or county.
    District,
    /// Seat of its city.
    City,
    /// Seat of its province.
    Province,
    /// No place is known.
    None,
}

impl Precision {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Precision::Exact => "exact",
            Precision::District => "district",
            Precision::City => "city",
            Precision::Province => "province",
            Precision::None => "none",
        }
    }
}

/// One firm.
#[derive(Debug, Clone)]
pub struct Firm<'r> {
    /// Its entity in the registry.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Digits of its industry code, or of the division named in its section.
    pub digits: Option<String>,
    /// The label of its industry, which is no code.
    pub industry: Option<String>,
    /// Its short name.
    pub short_name: Option<String>,
    /// What it was found to be.
    pub found: Classified<'r>,
    /// Its links of the chain.
    pub chain: Vec<&'r str>,
    /// City.
    pub city: Option<Code>,
    /// Longitude and latitude.
    pub point: Option<(f64, f64)>,
    /// What the point is.
    pub precision: Precision,
    /// First year of its listing.
    pub listed_from: Option<i32>,
    /// Whether it leads, by the condition of the thresholds.
    pub leader: bool,
    /// The lists it stands on.
    pub marks: Marks,
    /// Its figures.
    pub figures: Figures,
    /// Its parent and its investors by name.
    pub linked_names: Vec<String>,
}

/// The lists a firm stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Listed at an exchange.
    pub listed: bool,
    /// Listed in Hong Kong or the United States.
    pub overseas_listed: bool,
    /// A unicorn.
    pub unicorn: bool,
    /// A little giant (专精特新“小巨人”).
    pub little_giant: bool,
}

/// The figures of a firm, `None` where they are missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Revenue in yuan.
    pub revenue: Option<f64>,
    /// People employed.
    pub employees: Option<f64>,
    /// Capital subscribed, in yuan.
    pub registered_capital: Option<f64>,
    /// Patents in force.
    pub patents: Option<f64>,
    /// Expense for research and development, in yuan.
    pub research_expense: Option<f64>,
    /// Technical staff.
    pub technical_staff: Option<f64>,
    /// Equity raised in all, in yuan.
    pub financing: Option<f64>,
}

/// The text of a value; `None` where it is missing.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::Missing => None,
        value => Some(value.to_string()).filter(|text| !text.is_empty()),
    }
}

/// The number of a value; `None` where it is missing or none.
pub fn number(value: &Value) -> Option<f64> {
    text(value)?.parse().ok()
}

/// The place code of a value.
pub fn code(value: &Value) -> Option<Code> {
    text(value)?.parse::<u32>().ok().and_then(Code::new)
}

/// Every firm valid on `date`, with its class by `book`.
pub fn firms<'r>(
    registry: &Registry,
    book: &'r RuleBook,
    date: &str,
) -> Result<Vec<Firm<'r>>, ClustersError> {
    if !registry.has_records("firm")? {
        return Ok(Vec::new());
    }
    let kind = registry.schemas().get("firm");
    let filter = |condition: &str| {
        // A project whose own kind of firm lacks the lists has no firm on them.
        let compiled = kind
            .as_ref()
            .ok()
            .map(|kind| compile(condition, kind, date));
        compiled
            .and_then(Result::ok)
            .unwrap_or_else(|| "FALSE".into())
    };
    let thresholds = &book.diagnosis;
    let condition = &thresholds.rules.leader.condition;
    let leader = match &kind {
        Ok(kind) => compile(condition, kind, date).map_err(|error| {
            let file = format!("rules/{}", thresholds.file);
            of_leader(&file, &thresholds.text, &error.message().into())
        })?,
        Err(_) => "FALSE".into(),
    };
    let (listed, unicorn, little_giant) =
        (filter("listed"), filter("unicorn"), filter("little_giant"));
    let overseas = filter("listed AND (hk_code IS NOT NULL OR us_ticker IS NOT NULL)");
    let rows = registry.select(&format!(
        "SELECT entity_id, name, short_name, industry_code, industry_section, industry, business_scope, main_products,
                province_code, city_code, county_code, longitude, latitude, year(listed_from), coalesce({leader}, FALSE),
                parent, investors,
                coalesce({listed}, FALSE), coalesce({overseas}, FALSE), coalesce({unicorn}, FALSE), coalesce({little_giant}, FALSE),
                revenue, employees, registered_capital, patents, rd_expense, technical_staff, financing_total
         FROM firm
         WHERE (valid_from IS NULL OR valid_from <= DATE '{date}') AND (valid_to IS NULL OR valid_to > DATE '{date}')
           AND (closed IS NULL OR closed > DATE '{date}')
         ORDER BY entity_id"
    ))?;
    Ok(rows.rows.iter().map(|row| firm(row, book)).collect())
}

fn firm<'r>(row: &[Value], book: &'r RuleBook) -> Firm<'r> {
    let cell = |at: usize| text(&row[at]);
    let fields = [
        ("name", 1),
        ("short_name", 2),
        ("industry", 5),
        ("business_scope", 6),
        ("main_products", 7),
    ];
    let owned: Vec<(&'static str, String)> = fields
        .into_iter()
        .filter_map(|(field, at)| Some((field, cell(at)?)))
        .collect();
    let texts: Vec<(&'static str, &str)> = owned
        .iter()
        .map(|(field, text)| (*field, text.as_str()))
        .collect();
    let digits = cell(3)
        .as_deref()
        .and_then(digits)
        .or_else(|| cell(4).as_deref().and_then(digits));
    let found = classify(digits.as_deref(), &texts, &book.digital_core.rules);
    let chain = match found.is_core() {
        true => book
            .chain
            .rules
            .all(&texts)
            .iter()
            .map(|fit| fit.rule.class.as_str())
            .collect(),
        false => Vec::new(),
    };
    let (province, city, county) = (code(&row[8]), code(&row[9]), code(&row[10]));
    let own = number(&row[11]).zip(number(&row[12]));
    let (point, precision) = point(own, province, city, county);
    let listed = |at: usize| {
        cell(at).map(|names| {
            names
                .split([';', '；', '、', ',', '，'])
                .map(|name| name.trim().to_string())
                .collect::<Vec<_>>()
        })
    };
    Firm {
        id: cell(0).unwrap_or_default(),
        name: cell(1).unwrap_or_default(),
        short_name: cell(2),
        industry: cell(5),
        digits,
        found,
        chain,
        city,
        point,
        precision,
        listed_from: number(&row[13]).map(|year| year as i32),
        leader: row[14] == Value::Boolean(true),
        marks: Marks {
            listed: row[17] == Value::Boolean(true),
            overseas_listed: row[18] == Value::Boolean(true),
            unicorn: row[19] == Value::Boolean(true),
            little_giant: row[20] == Value::Boolean(true),
        },
        figures: Figures {
            revenue: number(&row[21]),
            employees: number(&row[22]),
            registered_capital: number(&row[23]),
            patents: number(&row[24]),
            research_expense: number(&row[25]),
            technical_staff: number(&row[26]),
            financing: number(&row[27]),
        },
        linked_names: [listed(15), listed(16)]
            .into_iter()
            .flatten()
            .flatten()
            .filter(|name| !name.is_empty())
            .collect(),
    }
}

/// The finest point that is known. Many firms on one point is the normal case.
fn point(
    own: Option<(f64, f64)>,
    province: Option<Code>,
    city: Option<Code>,
    county: Option<Code>,
) -> (Option<(f64, f64)>, Precision) {
    let seat = |code: Option<Code>| Places::shipped().get(code?)?.seat;
    if own.is_some() {
        return (own, Precision::Exact);
    }
    // A municipality is city and province in one.
    let levels = [
        (county, Precision::District),
        (city, Precision::City),
        (province, Precision::Province),
    ];
    levels
        .into_iter()
        .find_map(|(code, precision)| Some((Some(seat(code)?), precision)))
        .unwrap_or((None, Precision::None))
}

/// The name of a place; its code where no place bears it.
pub fn place_name(code: Code) -> String {
    Places::shipped()
        .get(code)
        .map_or_else(|| code.to_string(), |place| place.name.clone())
}

/// Whether the place is a city of the unit set of 337.
pub fn is_city(code: Code) -> bool {
    Places::shipped()
        .get(code)
        .is_some_and(|place| place.is_at(Level::City))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finest_known_seat_is_the_point() {
        let code = |number| Code::new(number);
        let city = point(None, code(330_000), code(330_100), code(330_106));
        assert_eq!(
            city.1,
            Precision::City,
            "seats of districts are not shipped"
        );
        assert_eq!(
            point(None, code(330_000), None, None).1,
            Precision::Province
        );
        assert_eq!(point(None, None, None, None), (None, Precision::None));
        assert_eq!(
            point(Some((120.0, 30.0)), None, None, None).1,
            Precision::Exact
        );
        assert_eq!(
            point(None, code(110_000), code(110_000), None).1,
            Precision::City
        );
    }
}
