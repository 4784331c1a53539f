//! A sentence with its places, groups, measures and numbers found, and its skeleton: the sentence in which each of
//! them is one character, so that a rule is a pattern over kinds of thing and the words between them.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use regex::Regex;

use super::names::{Gazetteer, Named, Scale};
use super::number::{self, Class, Quantity};
use super::series::Measure;
use super::text;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A place: several candidates where a name is shared.
    Place(Vec<usize>),
    /// A group of places.
    Group(usize),
    /// What is measured.
    Measure(Measure),
    /// A number.
    Quantity(Quantity),
}

/// A sentence that was read.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// The line it begins on.
    pub line: usize,
    /// As written.
    pub text: String,
    /// The skeleton.
    pub skeleton: String,
    /// What stands behind each placeholder, by its byte position in the skeleton.
    items: BTreeMap<usize, Item>,
    /// The clauses as ranges of byte positions.
    clauses: Vec<(usize, usize)>,
}

/// Characters of the private use area: one for each kind of thing.
const PLACE: char = '\u{E000}';
const GROUP: char = '\u{E001}';
const MEASURE: char = '\u{E002}';

/// The letter of a pattern and the character that stands for it in a skeleton.
const LETTERS: [(&str, char); 12] = [
    ("<P>", PLACE),
    ("<G>", GROUP),
    ("<M>", MEASURE),
    ("<R>", '\u{E003}'),
    ("<B>", '\u{E004}'),
    ("<T>", '\u{E005}'),
    ("<C>", '\u{E006}'),
    ("<S>", '\u{E007}'),
    ("<X>", '\u{E008}'),
    ("<D>", '\u{E009}'),
    ("<Y>", '\u{E00A}'),
    ("<N>", '\u{E00B}'),
];

fn letter(class: Class) -> char {
    match class {
        Class::Rank => '\u{E003}',
        Class::Bottom => '\u{E004}',
        Class::Top => '\u{E005}',
        Class::Count => '\u{E006}',
        Class::Share => '\u{E007}',
        Class::Times => '\u{E008}',
        Class::Points => '\u{E009}',
        Class::Date => '\u{E00A}',
        Class::Bare => '\u{E00B}',
    }
}

/// Whether a character stands for a thing that was found.
pub fn is_placeholder(character: char) -> bool {
    ('\u{E000}'..='\u{E00B}').contains(&character)
}

/// A pattern over skeletons: `<P>` a place, `<G>` a group, `<M>` a measure, `<R>` and `<B>` ranks from the top and
/// the bottom, `<T>` the first n, `<C>` a count, `<S>` a share, `<X>` a multiple, `<D>` percentage points, `<Y>` a date,
/// `<N>` a number alone, `<L>` a list of places or groups, `~` anything within a clause but a thing that was found.
pub fn pattern(text: &str) -> Regex {
    let mut text = text
        .replace(
            "<L>",
            "(?:(?:<P>|<G>)(?:(?:、|和|及|与|以及|,|, and | and )?(?:<P>|<G>))*)",
        )
        .replace('~', "[^\u{E000}-\u{E00B}，；：。]");
    for (letters, character) in LETTERS {
        text = text.replace(letters, &character.to_string());
    }
    Regex::new(&text).expect("patterns are part of the program and run by the tests")
}

/// The words for the index itself.
const OVERALL: &[&str] = &[
    "大数据产业发展指数",
    "综合排名",
    "综合得分",
    "综合指数",
    "综合名次",
    "整体排名",
    "总体排名",
    "总排名",
    "总指数",
    "总得分",
    "指数排名",
    "指数得分",
    "综合位次",
    "综合",
    "overall index",
    "overall rank",
];

/// The names of what is measured, in texts.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    by_first: HashMap<char, Vec<(Vec<char>, Measure)>>,
}

impl Measures {
    /// The measures of a set of names, beside the words for the index itself.
    pub fn new<'n>(names: impl Iterator<Item = &'n str>) -> Measures {
        let overall = OVERALL
            .iter()
            .map(|name| (name.chars().collect(), Measure::Overall));
        let named = names
            .filter(|name| name.chars().count() > 1)
            .map(|name| (text::normalised(name), Measure::Named(name.to_string())));
        let mut names: Vec<(Vec<char>, Measure)> = overall.chain(named).collect();
        names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
        names.dedup_by(|a, b| a.0 == b.0);
        let mut by_first: HashMap<char, Vec<(Vec<char>, Measure)>> = HashMap::new();
        for (name, measure) in names {
            if let Some(first) = name.first() {
                by_first.entry(*first).or_default().push((name, measure));
            }
        }
        Measures { by_first }
    }

    /// The longest name that begins at `at`, and the position after it.
    fn read(&self, text: &[char], at: usize) -> Option<(Measure, usize)> {
        let (name, measure) = self
            .by_first
            .get(text.get(at)?)?
            .iter()
            .find(|(name, _)| text[at..].starts_with(name))?;
        Some((measure.clone(), at + name.len()))
    }
}

/// Reads a sentence.
pub fn read(sentence: &text::Sentence, gazetteer: &Gazetteer, measures: &Measures) -> Sentence {
    let characters = text::normalised(&sentence.text);
    let mut skeleton = String::new();
    let mut items = BTreeMap::new();
    let mut at = 0;
    while at < characters.len() {
        // The number of a figure or table is no claim: 图 2-1, Table 3.
        if let Some(end) = numbered(&characters, at) {
            at = end;
            continue;
        }
        // 指数排名 behind the name of a dimension (产业水平分项指数排名) is no second measure.
        let within_name = skeleton.ends_with([MEASURE, '分', '子']) || skeleton.ends_with("分项");
        let measure = measures
            .read(&characters, at)
            .filter(|(measure, _)| !(within_name && *measure == Measure::Overall))
            // 综合 alone means the index only where a rank follows: 综合第 9 位, not 综合实力.
            .filter(|(_, end)| {
                characters[at..*end] != ['综', '合']
                    || matches!(characters.get(*end), Some('第' | '列' | '居' | '位'))
            });
        let named = gazetteer.read(&characters, at);
        let longer_measure =
            |measure: &(Measure, usize)| named.as_ref().is_none_or(|(_, end)| measure.1 >= *end);
        if let Some((measure, end)) = measure.filter(longer_measure) {
            items.insert(skeleton.len(), Item::Measure(measure));
            skeleton.push(MEASURE);
            at = end;
        } else if let Some((named, end)) = named {
            let (item, placeholder) = match named {
                Named::Places(places) => (Item::Place(places), PLACE),
                Named::Group(group) => (Item::Group(group), GROUP),
            };
            items.insert(skeleton.len(), item);
            skeleton.push(placeholder);
            at = end;
        } else if let Some((places, end)) = gazetteer.abbreviations(&characters, at) {
            for place in places {
                items.insert(skeleton.len(), Item::Place(place));
                skeleton.push(PLACE);
            }
            at = end;
        } else if let Some((quantity, end)) =
            number::read(&characters, at).filter(|(_, end)| *end > at)
        {
            let placeholder = letter(quantity.class);
            items.insert(skeleton.len(), Item::Quantity(quantity));
            skeleton.push(placeholder);
            at = end;
        } else {
            // What a user wrote in the private use area is nothing we found.
            let character = characters[at];
            skeleton.push(if is_placeholder(character) {
                '\u{FFFD}'
            } else {
                character
            });
            at += 1;
        }
    }
    Sentence {
        line: sentence.line,
        text: sentence.text.clone(),
        clauses: clauses(&skeleton),
        skeleton,
        items,
    }
}

fn clauses(skeleton: &str) -> Vec<(usize, usize)> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, character) in skeleton.char_indices() {
        let ends = matches!(character, '，' | '；' | '：' | '。' | ';' | '！' | '？')
            || character == ',' && skeleton[at + 1..].starts_with(' ');
        if ends {
            clauses.push((start, at));
            start = at + character.len_utf8();
        }
    }
    clauses.push((start, skeleton.len()));
    clauses.retain(|(from, to)| from < to);
    clauses
}

/// The end of 图 2-1, 表 3, 附件 2, [12] at `at`.
fn numbered(text: &[char], at: usize) -> Option<usize> {
    let digits = |from: usize| {
        from + text[from..]
            .iter()
            .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '–'))
            .count()
    };
    let start = match text[at] {
        '图' | '表' => at + 1,
        '[' => at + 1,
        _ => return None,
    };
    let start = start + usize::from(text.get(start) == Some(&' '));
    let first = *text.get(start)?;
    if !first.is_ascii_digit() {
        return None;
    }
    let end = digits(start);
    match text[at] {
        '[' => (text.get(end) == Some(&']')).then_some(end + 1),
        _ => Some(end),
    }
}

impl Sentence {
    /// What stands at a byte position of the skeleton.
    pub fn item(&self, at: usize) -> Option<&Item> {
        self.items.get(&at)
    }

    /// The things found from one position to another, in order.
    pub fn within(
        &self,
        from: usize,
        to: usize,
    ) -> impl DoubleEndedIterator<Item = (usize, &Item)> {
        self.items
            .range(from..to.max(from))
            .map(|(at, item)| (*at, item))
    }

    /// A stretch as a reader knows it, without places and numbers.
    pub fn topic(&self, from: usize, to: usize) -> String {
        let mut text = String::new();
        for (at, character) in self.skeleton[from..to].char_indices() {
            match self.item(from + at) {
                Some(Item::Measure(Measure::Named(name))) => text += name,
                Some(_) => text.push(' '),
                None => text.push(character),
            }
        }
        text
    }

    /// The quantity at a position.
    pub fn quantity(&self, at: usize) -> Option<&Quantity> {
        match self.item(at)? {
            Item::Quantity(quantity) => Some(quantity),
            _ => None,
        }
    }

    /// The places named from one position to another, each with its candidates.
    pub fn places(&self, from: usize, to: usize) -> Vec<&[usize]> {
        self.within(from, to)
            .filter_map(|(_, item)| match item {
                Item::Place(places) => Some(places.as_slice()),
                _ => None,
            })
            .collect()
    }

    /// The groups named from one position to another.
    pub fn groups(&self, from: usize, to: usize) -> Vec<usize> {
        self.within(from, to)
            .filter_map(|(_, item)| match item {
                Item::Group(group) => Some(*group),
                _ => None,
            })
            .collect()
    }

    /// The measures named from one position to another; one that a unit owes its rank to (凭借 …) is not what is
    /// ranked.
    pub fn measures(&self, from: usize, to: usize) -> Vec<Measure> {
        self.within(from, to)
            .filter_map(|(at, item)| match item {
                Item::Measure(measure) => {
                    let before = &self.skeleton[..at];
                    let means = ["凭借", "依靠", "得益于", "受益于"]
                        .iter()
                        .any(|word| before.ends_with(word));
                    (!means).then(|| measure.clone())
                }
                _ => None,
            })
            .collect()
    }

    /// The clauses as ranges of byte positions.
    pub fn clauses(&self) -> &[(usize, usize)] {
        &self.clauses
    }

    /// The clause a position lies in.
    pub fn clause(&self, at: usize) -> (usize, usize) {
        self.clauses
            .iter()
            .copied()
            .find(|(from, to)| *from <= at && at < *to)
            .unwrap_or((0, self.skeleton.len()))
    }

    /// The units spoken of, where words say so.
    pub fn scale(&self) -> Option<Scale> {
        scale(&self.skeleton)
    }
}

/// The units a stretch of text speaks of.
pub fn scale(text: &str) -> Option<Scale> {
    let count = |words: &[&str]| {
        words
            .iter()
            .map(|word| text.matches(word).count())
            .sum::<usize>()
    };
    let cities = count(&["城市", "地级市", "cities", "city"]);
    let provinces = count(&[
        "省份",
        "各省",
        "省市",
        "省区市",
        "个省",
        "provinces",
        "province",
    ]);
    match cities.cmp(&provinces) {
        std::cmp::Ordering::Greater => Some(Scale::City),
        std::cmp::Ordering::Less => Some(Scale::Province),
        std::cmp::Ordering::Equal => None,
    }
}

/// Words that change nothing about what is measured; the longer ones first.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    let mut words: Vec<&str> = "大数据产业发展指数 产业发展指数 公开数据指数 发展指数 分项指数 分指数 综合指数 子指数 指数 排行榜 榜单 总榜 \
        省级行政区 省区市 省份 省市 城市 地级市 直辖市 自治区 地区 全国 国内 我国 所有 其中 当中 之中 之后 以内 \
        稳居 位居 位列 位于 名列 分列 分居 高居 同居 排名 排行 排在 列 居 排 名次 位次 名 位 强 跻身 进入 入围 迈入 跨入 进 \
        综合 总体 整体 总 方面 维度 领域 来看 看 来说 而言 对于 评价 测算 结果 显示 表明 得分 分值 评分 凭借 依靠 \
        紧随 紧跟 仅 只 还 更 又 也 则 仍 仍然 依然 依旧 继续 保持 已 已经 成为 成功 一举 双双 均 都 皆 分别 依次 并列 \
        同样 明显 略 稍 高于 低于 优于 从 按 就 在 中 上 里 内 的 地 以 其 该 而 且 并 但 却 和 与 及 以及 为 是 有 由 于 到 至 第 之 者 \
        共有 共 各 拥有 本次 本期 本年 今年 目前 当前 现 对应 后 前 同 个 座 省 市 席 家 达到 达 个数 最终 同时 此外 另外 不仅 不但 \
        四大 三大 五大 这 那 等 榜 冲到 冲 升至 升到 表现突出 表现 突出 亮眼 领先 唯一 独占 仅有 只有 来自 上榜 相对 所在 代表 作为 a an the is are was were ranks ranked rank ranking places placed comes stands stand \
        among in of by on at all cities city provinces province place position with and its while index overall"
        .split_whitespace()
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let words: Vec<String> = words
        .into_iter()
        .map(|word| {
            if word.is_ascii() {
                format!("\\b{word}\\b")
            } else {
                word.to_string()
            }
        })
        .collect();
    Regex::new(&format!("(?i){}", words.join("|"))).expect("a list of words is a pattern")
});

/// The words of a stretch that may change what is measured: what is left without names, numbers and plain words.
pub fn residue(stretch: &str) -> String {
    let words: String = stretch
        .chars()
        .map(|c| if is_placeholder(c) { ' ' } else { c })
        .collect();
    PLAIN
        .replace_all(&words, " ")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// The words of a stretch as a reader knows them: without what was found and the punctuation around.
pub fn words(stretch: &str) -> String {
    let words: String = stretch.chars().filter(|c| !is_placeholder(*c)).collect();
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    words.chars().take(30).collect()
}

/// Clauses that say nothing about the present: plans, conditions, forecasts.
static UNREAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "如果|假如|倘若|假设|若<P>|力争|争取|预计|预期|有望|可望|规划|计划|目标|建议|应当|应该|可升|将(?:达|进|成|实现|建|升|超)|(?:^|，)到<Y>|\\b(?:if|should|will|would|could|may|plans?|target|expected)\\b",
    )
});

/// Clauses about an earlier edition.
static EARLIER: LazyLock<Regex> = LazyLock::new(|| {
    pattern("上年|去年|上一年|上期|上一版|往年|历年|此前|曾经?|原先|last year|previous")
});

/// Clauses that deny.
static DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern("未能|未曾|尚未|未(?:进|跻|入|列)|没有|并非|不是|不再|无缘|跌出|退出|\\bnot\\b")
});

/// How a stretch speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It states something about the present.
    Stated,
    /// A plan, a condition, a forecast.
    Unreal,
    /// About an earlier edition.
    Earlier,
    /// It denies something.
    Denied,
}

/// How a stretch of a skeleton speaks.
pub fn mood(stretch: &str) -> Mood {
    if UNREAL.is_match(stretch) {
        Mood::Unreal
    } else if EARLIER.is_match(stretch) {
        Mood::Earlier
    } else if DENIAL.is_match(stretch) {
        Mood::Denied
    } else {
        Mood::Stated
    }
}
