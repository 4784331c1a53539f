//! Conditions on records, in the portable subset of SQL that every engine we claim answers alike.
//!
//! ```text
//! condition  =  field | filter | comparison | condition AND condition | … OR … | NOT … | ( … )
//! comparison =  value {= <> < <= > >=} value | value [NOT] BETWEEN v AND v | value [NOT] IN (v, …)
//!            |  value [NOT] LIKE 'pattern' | value IS [NOT] NULL
//! value      =  field | number | 'text' | TRUE | FALSE | NULL | DATE 'YYYY-MM-DD' | $date | value {+ - * /} value
//!            |  lower(v) upper(v) trim(v) length(v) abs(v) round(v[, n]) coalesce(v, …)
//! ```
//!
//! A *field* is one of the kind's fields; a *filter* is one of its named conditions and is
//! replaced by what it stands for; `$date` is the day the count is made for.

use std::ops::ControlFlow;

use sqlparser::ast::{
    DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, Value,
    ValueWithSpan, visit_expressions, visit_expressions_mut,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};

use crate::schema::{Kind, Names, nearest};
use crate::value::{message, same};

const FUNCTIONS: &[&str] = &[
    "lower", "upper", "trim", "length", "abs", "round", "coalesce",
];

/// Columns that every record has beside the fields of its kind.
const COMMON_COLUMNS: &[&str] = &["province_code", "city_code", "county_code", "source"];

/// A condition that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum ConditionError {
    /// It is not SQL.
    Syntax {
        /// The condition as written.
        text: String,
        /// What is wrong with it.
        detail: Names,
    },
    /// A name that is neither field nor filter.
    UnknownName {
        /// The name.
        name: String,
        /// The kind of record.
        kind: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// A part of SQL outside the portable subset.
    NotPortable {
        /// The part.
        part: String,
    },
}

impl ConditionError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            ConditionError::Syntax { text, detail } => message(
                format!("“{text}”不是条件：{}", detail.zh),
                format!("`{text}` is not a condition: {}", detail.en),
            ),
            ConditionError::UnknownName {
                name,
                kind,
                nearest,
            } => {
                let near = did_you_mean(nearest.as_deref());
                message(
                    format!(
                        "“{name}”既不是“{kind}”的字段，也不是它的筛选条件{}",
                        near.zh
                    ),
                    format!(
                        "`{name}` is neither a field nor a filter of `{kind}`{}",
                        near.en
                    ),
                )
            }
            ConditionError::NotPortable { part } => message(
                format!(
                    "“{part}”不在可移植的 SQL 子集之内；请参阅计数说明，或用 `sql` 给出整条语句"
                ),
                format!(
                    "`{part}` is outside the portable subset of SQL; see the guide to counting, or give the whole statement as `sql`"
                ),
            ),
        }
    }
}

/// "; did you mean …?" where something is near, in both languages.
pub(crate) fn did_you_mean(nearest: Option<&str>) -> Names {
    match nearest {
        Some(nearest) => message(
            format!("；是否为“{nearest}”？"),
            format!("; did you mean `{nearest}`?"),
        ),
        None => message("", ""),
    }
}

/// Checks `text` and returns it as SQL with filters and `$date` put in.
///
/// `date` is `YYYY-MM-DD`.
pub fn compile(text: &str, kind: &Kind, date: &str) -> Result<String, ConditionError> {
    Ok(expression(text, kind, date, 0)?.to_string())
}

fn expression(text: &str, kind: &Kind, date: &str, depth: usize) -> Result<Expr, ConditionError> {
    let syntax = |detail: Names| ConditionError::Syntax {
        text: text.to_string(),
        detail,
    };
    let parser_says = |error: ParserError| syntax(same(error));
    if depth > 8 {
        return Err(syntax(message(
            "其中的筛选条件互相引用，成了环",
            "its filters refer to each other in a circle",
        )));
    }
    let dialect = GenericDialect {};
    let mut parser = Parser::new(&dialect)
        .try_with_sql(text)
        .map_err(parser_says)?;
    let mut parsed = parser.parse_expr().map_err(parser_says)?;
    if parser.peek_token().token != sqlparser::tokenizer::Token::EOF {
        let token = parser.peek_token();
        return Err(syntax(message(
            format!("此处不应有“{token}”"),
            format!("unexpected `{token}`"),
        )));
    }
    if let ControlFlow::Break(part) = visit_expressions(&parsed, |part| match portable(part) {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(part.to_string()),
    }) {
        return Err(ConditionError::NotPortable { part });
    }
    let replaced = visit_expressions_mut(&mut parsed, |part| {
        match replacement(part, kind, date, depth) {
            Ok(Some(new)) => {
                *part = new;
                ControlFlow::Continue(())
            }
            Ok(None) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        }
    });
    match replaced {
        ControlFlow::Break(error) => Err(error),
        ControlFlow::Continue(()) => Ok(parsed),
    }
}

/// What a name or `$date` stands for; `None` where the part stays as it is.
fn replacement(
    part: &Expr,
    kind: &Kind,
    date: &str,
    depth: usize,
) -> Result<Option<Expr>, ConditionError> {
    match part {
        Expr::Value(ValueWithSpan {
            value: Value::Placeholder(_),
            ..
        }) => Parser::new(&GenericDialect {})
            .try_with_sql(&format!("DATE '{date}'"))
            .and_then(|mut parser| parser.parse_expr())
            .map(Some)
            .map_err(|error| ConditionError::Syntax {
                text: date.to_string(),
                detail: same(error),
            }),
        Expr::Identifier(name) => {
            if let Some(filter) = kind.filters.iter().find(|filter| filter.id == name.value) {
                let inner = expression(&filter.sql, kind, date, depth + 1)?;
                return Ok(Some(Expr::Nested(Box::new(inner))));
            }
            let known = COMMON_COLUMNS.contains(&name.value.as_str())
                || kind.fields.iter().any(|field| field.id == name.value);
            if known {
                return Ok(Some(Expr::Identifier(Ident::with_quote('"', &name.value))));
            }
            let fields = kind.fields.iter().map(|field| field.id.as_str());
            let names = fields.chain(kind.filters.iter().map(|filter| filter.id.as_str()));
            let nearest = nearest(&name.value, names).map(str::to_string);
            Err(ConditionError::UnknownName {
                name: name.value.clone(),
                kind: kind.id.clone(),
                nearest,
            })
        }
        _ => Ok(None),
    }
}

/// Whether this node (not its children) belongs to the subset.
fn portable(part: &Expr) -> bool {
    use sqlparser::ast::BinaryOperator as Op;
    match part {
        Expr::Identifier(_)
        | Expr::Nested(_)
        | Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::Between { .. }
        | Expr::InList { .. }
        | Expr::UnaryOp { .. } => true,
        Expr::Like { any, .. } => !any,
        Expr::Value(value) => match &value.value {
            Value::Placeholder(name) => name == "$date",
            other => matches!(
                other,
                Value::Number(..) | Value::SingleQuotedString(_) | Value::Boolean(_) | Value::Null
            ),
        },
        Expr::TypedString(typed) => typed.data_type == DataType::Date,
        Expr::BinaryOp { op, .. } => matches!(
            op,
            Op::And
                | Op::Or
                | Op::Eq
                | Op::NotEq
                | Op::Lt
                | Op::LtEq
                | Op::Gt
                | Op::GtEq
                | Op::Plus
                | Op::Minus
                | Op::Multiply
                | Op::Divide
        ),
        Expr::Function(function) => portable_function(function),
        Expr::Trim { .. } => true,
        _ => false,
    }
}

fn portable_function(function: &Function) -> bool {
    let name = function.name.to_string().to_lowercase();
    let plain_arguments = matches!(&function.args, FunctionArguments::List(list)
        if list.clauses.is_empty() && list.duplicate_treatment.is_none()
            && list.args.iter().all(|argument| matches!(argument, FunctionArg::Unnamed(FunctionArgExpr::Expr(_)))));
    FUNCTIONS.contains(&name.as_str())
        && plain_arguments
        && function.over.is_none()
        && function.filter.is_none()
}

/// The conditions that all must hold for `text` to hold, in a spelling of their own: of
/// `a AND (b OR c)` these are `a` and `(b OR c)`. A text that cannot be read is one condition.
pub fn conjuncts(text: &str) -> Vec<String> {
    fn collect(expression: Expr, into: &mut Vec<String>) {
        match expression {
            Expr::BinaryOp {
                left,
                op: sqlparser::ast::BinaryOperator::And,
                right,
            } => {
                collect(*left, into);
                collect(*right, into);
            }
            Expr::Nested(inner)
                if matches!(
                    *inner,
                    Expr::BinaryOp {
                        op: sqlparser::ast::BinaryOperator::And,
                        ..
                    }
                ) =>
            {
                collect(*inner, into);
            }
            other => into.push(other.to_string()),
        }
    }
    let parsed = Parser::new(&GenericDialect {})
        .try_with_sql(text)
        .and_then(|mut parser| parser.parse_expr());
    let mut conditions = Vec::new();
    match parsed {
        Ok(expression) => collect(expression, &mut conditions),
        Err(_) => conditions.push(text.trim().to_string()),
    }
    conditions
}
