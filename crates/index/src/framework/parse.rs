//! From TOML text to a framework.

use toml::de::DeTable;

use super::section::{Document, Section};
use super::{
    CoverageOf, CoverageSpec, Denominator, Direction, FitOver, Framework, FrameworkError,
    FrameworkErrorKind, Group, Indicator, MethodSpec, Node, Posts, TreatmentOrder, judgement,
};
use crate::imputation::View;
use crate::methods::{About, Argument, Arguments, Method, ParameterKind};
use crate::nearest::nearest;
use crate::screening::Screening;
use crate::{
    Choice, Names, Step, Tree, aggregation, imputation, normalisation, treatment, weighting,
};

/// Reads a framework and compiles its tree once, so that a framework that parses can be built.
pub(super) fn framework(text: &str, file: &str) -> Result<Framework, FrameworkError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = Document { file, text };
    let table = DeTable::parse(text).map_err(|cause| {
        let message = cause.message().to_owned();
        document.error(cause.span(), FrameworkErrorKind::Syntax(message))
    })?;
    let root = Section {
        document,
        title: String::new(),
        table: table.get_ref(),
        span: 0..0,
    };
    root.allow(&[
        "framework",
        "method",
        "node",
        "indicator",
        "denominator",
        "group",
        "judgement",
        "weight_set",
    ])?;

    let mut choices = Vec::new();
    let head = root
        .section("framework")?
        .ok_or_else(|| root.missing("framework"))?;
    head.allow(&[
        "id",
        "edition",
        "name",
        "units",
        "description",
        "source",
        "unit_sets",
        "groups",
    ])?;
    let unit_sets = head.strings("unit_sets")?;
    let mut groups: Vec<Group> = head
        .strings("groups")?
        .into_iter()
        .map(|id| Group {
            name: Names::same(id.clone()),
            id,
        })
        .collect();
    for section in root.sections("group")? {
        section.allow(&["id", "name"])?;
        let id = section.required_string("id")?;
        let name = section.names("name")?;
        groups.push(Group {
            name: name.unwrap_or_else(|| Names::same(id.clone())),
            id,
        });
    }

    let framework = Framework {
        file: file.to_owned(),
        id: head.required_string("id")?,
        edition: head.required_string("edition")?,
        name: head.names("name")?.ok_or_else(|| head.missing("name"))?,
        units: head.string("units")?.unwrap_or_default(),
        description: head.names("description")?,
        source: head.string("source")?,
        groups,
        denominators: each(&root, "denominator", denominator)?,
        method: method(root.section("method")?, &root, &mut choices)?,
        nodes: each(&root, "node", node)?,
        indicators: each(&root, "indicator", |section| indicator(section, &unit_sets))?,
        judgements: each(&root, "judgement", judgement::read)?,
        weight_sets: each(&root, "weight_set", judgement::weight_set)?,
        unit_sets,
        choices,
    };
    Tree::compile(&framework)?;
    judgement::check(&framework)?;
    check_order(&framework, &root)?;
    Ok(framework)
}

/// [`Framework::check_order`] with the line of `treat` where no indicator is at fault.
fn check_order(framework: &Framework, root: &Section) -> Result<(), FrameworkError> {
    framework
        .check_order()
        .map_err(|error| match (error.line, root.section("method")) {
            (None, Ok(Some(method))) => method.wrong("treat", *error.kind),
            _ => error,
        })
}

fn each<'a, T>(
    root: &Section<'a>,
    key: &str,
    read: impl Fn(&Section<'a>) -> Result<T, FrameworkError>,
) -> Result<Vec<T>, FrameworkError> {
    root.sections(key)?.iter().map(read).collect()
}

fn denominator(section: &Section) -> Result<Denominator, FrameworkError> {
    section.allow(&["id", "name", "unit", "from"])?;
    let id = section.required_string("id")?;
    Ok(Denominator {
        name: section
            .names("name")?
            .unwrap_or_else(|| Names::same(id.clone())),
        id,
        unit: section.names("unit")?,
        from: section.clause("from")?,
        line: section.line(),
    })
}

fn node(section: &Section) -> Result<Node, FrameworkError> {
    section.allow(&[
        "id",
        "parent",
        "name",
        "definition",
        "weight",
        "weighting",
        "aggregation",
        "coverage",
    ])?;
    let id = section.required_string("id")?;
    Ok(Node {
        parent: section.string("parent")?,
        name: section
            .names("name")?
            .unwrap_or_else(|| Names::same(id.clone())),
        definition: section.names("definition")?,
        weight: weight(section, &id)?,
        weighting: own(section, Step::Weighting, weighting::METHODS)?,
        aggregation: section
            .section("aggregation")?
            .map(|section| specification(&section, Step::Aggregation, aggregation::METHODS))
            .transpose()?,
        coverage: section
            .section("coverage")?
            .map(|section| minimum_coverage(&section))
            .transpose()?,
        line: section.line(),
        id,
    })
}

fn indicator(section: &Section, all_unit_sets: &[String]) -> Result<Indicator, FrameworkError> {
    section.allow(&[
        "id",
        "parent",
        "name",
        "definition",
        "direction",
        "optimum",
        "weight",
        "unit",
        "denominator",
        "per",
        "target",
        "goalposts",
        "imputation",
        "treatment",
        "normalisation",
        "source",
        "unit_sets",
        "from",
    ])?;
    let id = section.required_string("id")?;
    let unit_sets = section.strings("unit_sets")?;
    if let Some(other) = unit_sets.iter().find(|set| !all_unit_sets.contains(set)) {
        return Err(section.unknown_option("unit_sets", other, all_unit_sets));
    }
    Ok(Indicator {
        parent: section.required_string("parent")?,
        name: section
            .names("name")?
            .unwrap_or_else(|| Names::same(id.clone())),
        definition: section.names("definition")?,
        direction: direction(section)?,
        weight: weight(section, &id)?,
        unit: section.names("unit")?,
        denominator: section.string("denominator")?,
        per: per(section)?,
        target: section.number("target")?,
        goalposts: section
            .section("goalposts")?
            .map(|section| goalposts_of(&section))
            .transpose()?,
        imputation: own_imputation(section)?,
        treatment: own(section, Step::Treatment, treatment::METHODS)?,
        normalisation: own(section, Step::Normalisation, normalisation::METHODS)?,
        source: section.string("source")?,
        unit_sets,
        from: section.clause("from")?,
        line: section.line(),
        id,
    })
}

/// `direction = "positive" | "negative"`, or `optimum = 50` or `optimum = { low = 40, high = 60 }`.
fn direction(section: &Section) -> Result<Direction, FrameworkError> {
    let direction = match section.string("direction")?.as_deref() {
        None => None,
        Some("positive") => Some(Direction::Positive),
        Some("negative") => Some(Direction::Negative),
        Some(other) => {
            let known = ["positive", "negative"].map(str::to_owned);
            return Err(section.unknown_option("direction", other, &known));
        }
    };
    let optimum = if section.is_table("optimum") {
        let optimum = section.section("optimum")?;
        optimum.map(|section| pair(&section)).transpose()?
    } else {
        section.number("optimum")?.map(|best| (best, best))
    };
    match (direction, optimum) {
        (direction, None) => Ok(direction.unwrap_or(Direction::Positive)),
        (None, Some((low, high))) if low <= high => Ok(Direction::Optimal { low, high }),
        (None, Some(_)) => {
            Err(section.out_of_range("optimum", "low 不大于 high", "low not above high"))
        }
        (Some(_), Some(_)) => {
            let kind = FrameworkErrorKind::Combination {
                method: "optimum".to_owned(),
                reason: Names::fixed(
                    "适度指标没有方向：请删去 direction 或 optimum",
                    "an indicator with an optimum has no direction: remove direction or optimum",
                ),
            };
            Err(section.wrong("optimum", kind))
        }
    }
}

/// The two numbers of a table `{ low = …, high = … }`.
fn pair(section: &Section) -> Result<(f64, f64), FrameworkError> {
    section.allow(&["low", "high"])?;
    let end = |key: &str| section.number(key)?.ok_or_else(|| section.missing(key));
    Ok((end("low")?, end("high")?))
}

/// The goalposts in a table `{ low = …, high = … }`.
pub(crate) fn goalposts_of(section: &Section) -> Result<Posts, FrameworkError> {
    match pair(section)? {
        (low, high) if low < high && (high - low).is_finite() => Ok(Posts { low, high }),
        _ => Err(section.out_of_range(
            "low",
            "小于 high，且间距有限",
            "below high, a finite distance apart",
        )),
    }
}

fn per(section: &Section) -> Result<f64, FrameworkError> {
    let per = section.number("per")?.unwrap_or(1.0);
    if per <= 0.0 {
        return Err(section.out_of_range("per", "大于 0", "above 0"));
    }
    if per != 1.0 && section.string("denominator")?.is_none() {
        return Err(section.missing("denominator"));
    }
    Ok(per)
}

/// The method that an indicator or a node has of its own for a step.
fn own<S>(
    section: &Section,
    step: Step,
    methods: &'static [&'static Method<S>],
) -> Result<Option<S>, FrameworkError> {
    section
        .section(step.id())?
        .map(|section| specification(&section, step, methods))
        .transpose()
}

/// The imputation of one indicator, which cannot look at the columns beside it or at other times.
fn own_imputation(section: &Section) -> Result<Option<imputation::ImputationSpec>, FrameworkError> {
    let found = own(section, Step::Imputation, imputation::METHODS)?;
    if let Some(spec) = &found {
        imputes_alone(section, "imputation", spec)?;
    }
    Ok(found)
}

/// Refuses a method of imputation, given under `key`, that looks at more than one column.
pub(crate) fn imputes_alone(
    section: &Section,
    key: &str,
    spec: &imputation::ImputationSpec,
) -> Result<(), FrameworkError> {
    if matches!(spec.view(), View::Nothing | View::Column) {
        return Ok(());
    }
    let kind = FrameworkErrorKind::Combination {
        method: spec.about().id.to_owned(),
        reason: Names::fixed(
            "单个指标只能用 none、mean、median、group-mean 或 group-median；其他方法请写在 [method] 中",
            "a single indicator can have none, mean, median, group-mean or group-median; give other methods in [method]",
        ),
    };
    Err(section.wrong(key, kind))
}

fn weight(section: &Section, id: &str) -> Result<f64, FrameworkError> {
    let weight = section.number("weight")?.unwrap_or(1.0);
    if weight > 0.0 {
        return Ok(weight);
    }
    let id = id.to_owned();
    Err(section.wrong("weight", FrameworkErrorKind::Weight { id, weight }))
}

/// The method of the framework; for a step it does not name, the first method of the step's table is
/// taken and noted in `choices`.
fn method(
    section: Option<Section>,
    root: &Section,
    choices: &mut Vec<Choice>,
) -> Result<MethodSpec, FrameworkError> {
    let empty = DeTable::new();
    let section = section.unwrap_or(Section {
        document: root.document,
        title: "[method]".to_owned(),
        table: &empty,
        span: 0..0,
    });
    section.allow(&[
        "denominate",
        "screening",
        "imputation",
        "treatment",
        "treat",
        "normalisation",
        "fit",
        "weighting",
        "aggregation",
        "coverage",
    ])?;
    Ok(MethodSpec {
        denominate: section.boolean("denominate")?.unwrap_or(true),
        screening: section
            .section("screening")?
            .map_or(Ok(Screening::default()), |section| screening_of(&section))?,
        imputation: step(&section, Step::Imputation, imputation::METHODS, choices)?,
        treatment: step(&section, Step::Treatment, treatment::METHODS, choices)?,
        treat: named(
            &section,
            "treat",
            &[
                ("before", TreatmentOrder::Before),
                ("after", TreatmentOrder::After),
            ],
        )?,
        normalisation: step(
            &section,
            Step::Normalisation,
            normalisation::METHODS,
            choices,
        )?,
        fit: named(
            &section,
            "fit",
            &[
                ("own", FitOver::Own),
                ("pooled", FitOver::Pooled),
                ("first", FitOver::First),
            ],
        )?,
        weighting: step(&section, Step::Weighting, weighting::METHODS, choices)?,
        aggregation: step(&section, Step::Aggregation, aggregation::METHODS, choices)?,
        coverage: coverage(&section, choices)?,
    })
}

/// One of several named options; the first when none is given.
fn named<T: Copy>(
    section: &Section,
    key: &str,
    options: &[(&str, T)],
) -> Result<T, FrameworkError> {
    let given = section.string(key)?;
    let given = given.as_deref().unwrap_or(options[0].0);
    let found = options.iter().find(|(name, _)| *name == given);
    found.map(|(_, option)| *option).ok_or_else(|| {
        let known: Vec<String> = options.iter().map(|(name, _)| (*name).to_owned()).collect();
        section.unknown_option(key, given, &known)
    })
}

/// The demands on units in a table `{ available = … }`.
pub(crate) fn screening_of(section: &Section) -> Result<Screening, FrameworkError> {
    section.allow(&["available", "nonzero", "include", "exclude"])?;
    let share = |key: &str| {
        let share = section.number(key)?.unwrap_or(0.0);
        if (0.0..=1.0).contains(&share) {
            Ok(share)
        } else {
            Err(section.out_of_range(key, "0 到 1", "from 0 to 1"))
        }
    };
    let screening = Screening {
        available: share("available")?,
        nonzero: share("nonzero")?,
        include: section.strings("include")?,
        exclude: section.strings("exclude")?,
    };
    let both = screening
        .include
        .iter()
        .find(|unit| screening.exclude.contains(unit));
    match both {
        None => Ok(screening),
        Some(unit) => {
            let kind = FrameworkErrorKind::Combination {
                method: "screening".to_owned(),
                reason: Names::new(
                    format!("“{unit}”同时列入 include 和 exclude"),
                    format!("\"{unit}\" is both included and excluded"),
                ),
            };
            Err(section.wrong("exclude", kind))
        }
    }
}

fn coverage(section: &Section, choices: &mut Vec<Choice>) -> Result<CoverageSpec, FrameworkError> {
    let Some(section) = section.section("coverage")? else {
        choices.push(Choice::note(
            Step::Coverage,
            None,
            Names::fixed(
                "未给出最低覆盖率：只要有任何数据就给出得分",
                "no minimum of coverage is given: a score is given to any unit with any value",
            ),
        ));
        return Ok(CoverageSpec {
            minimum: 0.0,
            of: CoverageOf::default(),
        });
    };
    minimum_coverage(&section)
}

/// The least coverage in a table `{ minimum = … }`.
pub(crate) fn minimum_coverage(section: &Section) -> Result<CoverageSpec, FrameworkError> {
    section.allow(&["minimum", "of"])?;
    let of = match section.string("of")?.as_deref() {
        None | Some("indicators") => CoverageOf::Indicators,
        Some("children") => CoverageOf::Children,
        Some(other) => {
            let known = ["indicators", "children"].map(str::to_owned);
            return Err(section.unknown_option("of", other, &known));
        }
    };
    let minimum = section
        .number("minimum")?
        .ok_or_else(|| section.missing("minimum"))?;
    if (0.0..=1.0).contains(&minimum) {
        return Ok(CoverageSpec { minimum, of });
    }
    Err(section.out_of_range("minimum", "0 到 1", "from 0 to 1"))
}

/// The specification of one step of `[method]`, or that of the first method of its table.
fn step<S>(
    section: &Section,
    step: Step,
    methods: &'static [&'static Method<S>],
    choices: &mut Vec<Choice>,
) -> Result<S, FrameworkError> {
    if let Some(section) = section.section(step.id())? {
        return specification(&section, step, methods);
    }
    let method = methods[0];
    let Names { zh, en } = &method.about.name;
    choices.push(Choice::note(
        step,
        None,
        Names::new(
            format!("指标体系未说明{}方法，采用“{zh}”", step.name().zh),
            format!(
                "the framework names no method of {}; \"{en}\" is used",
                step.name().en
            ),
        ),
    ));
    let empty = DeTable::new();
    let defaults = Section {
        document: section.document,
        title: section.title.clone(),
        table: &empty,
        span: section.span.clone(),
    };
    specify(&defaults, method)
}

/// The specification in a table such as `{ kind = "min-max", low = 0, high = 100 }`.
pub(crate) fn specification<S>(
    section: &Section,
    step: Step,
    methods: &'static [&'static Method<S>],
) -> Result<S, FrameworkError> {
    let kind = section.required_string("kind")?;
    let Some(method) = methods.iter().find(|method| method.about.id == kind) else {
        let known: Vec<String> = methods.iter().map(|m| m.about.id.to_owned()).collect();
        return Err(section.wrong(
            "kind",
            FrameworkErrorKind::UnknownMethod {
                step: step.name(),
                nearest: nearest(&kind, known.iter().map(String::as_str)).map(str::to_owned),
                name: kind,
                known,
            },
        ));
    };
    let parameters = method.about.parameters.iter().map(|parameter| parameter.id);
    let known: Vec<&str> = std::iter::once("kind").chain(parameters).collect();
    section.allow(&known)?;
    specify(section, method)
}

/// The specification of `method` with the parameters that `section` gives, and the defaults of the
/// others.
pub(crate) fn specify<S>(
    section: &Section,
    method: &'static Method<S>,
) -> Result<S, FrameworkError> {
    let about = &method.about;
    let values = values(section, about)?;
    (method.specify)(&Arguments { about, values }).map_err(|reason| {
        let method = about.id.to_owned();
        section.wrong("kind", FrameworkErrorKind::Combination { method, reason })
    })
}

/// The value of every parameter of a method, within its limits.
pub(crate) fn values(
    section: &Section,
    about: &'static About,
) -> Result<Vec<Argument>, FrameworkError> {
    let mut values = Vec::new();
    for parameter in about.parameters {
        let key = parameter.id;
        values.push(match &parameter.kind {
            ParameterKind::Number {
                default,
                least,
                most,
            } => {
                let number = section.number(key)?.unwrap_or(*default);
                if !(*least..=*most).contains(&number) {
                    return Err(section.out_of_range(
                        key,
                        format!("{least} 到 {most}"),
                        format!("from {least} to {most}"),
                    ));
                }
                Argument::Number(number)
            }
            ParameterKind::Count { default, least } => {
                let count = section.count(key)?.unwrap_or(*default);
                if count < *least {
                    return Err(section.out_of_range(
                        key,
                        format!("不小于 {least}"),
                        format!("{least} or more"),
                    ));
                }
                Argument::Count(count)
            }
            ParameterKind::Option { default, options } => {
                let given = section.string(key)?;
                let given = given.as_deref().unwrap_or(default);
                let Some((option, _)) = options.iter().find(|(option, _)| *option == given) else {
                    let known: Vec<String> = options
                        .iter()
                        .map(|(option, _)| (*option).to_owned())
                        .collect();
                    return Err(section.unknown_option(key, given, &known));
                };
                Argument::Option(option)
            }
            ParameterKind::Text => Argument::Text(section.required_string(key)?),
            ParameterKind::Weightings { least } => {
                let parts = section.sections(key)?;
                if parts.len() < *least {
                    return Err(section.out_of_range(
                        key,
                        format!("至少 {least} 种赋权方法的列表"),
                        format!("a list of {least} methods of weighting or more"),
                    ));
                }
                let specify = |part| specification(part, Step::Weighting, weighting::METHODS);
                Argument::Weightings(parts.iter().map(specify).collect::<Result<_, _>>()?)
            }
        });
    }
    Ok(values)
}
