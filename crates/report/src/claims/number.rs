//! Numbers as they are written: `1,234`, `8.5%`, `近 2600 家`, `十九座`, `三分之一`, `前 15 强`, `第七位`, `fourth`.
//!
//! A number in a sentence says less than a number in a table: 74% stands for anything that rounds to it, 近 2600 for
//! something below. [`Quantity::allowed`] is what the words allow, [`Quantity::likely`] what a reader takes from
//! them; arithmetic on claims is done on the latter as intervals.

/// What kind of number it is; each kind is one character in the skeleton of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A rank from the top: 第七, 榜首, fourth.
    Rank,
    /// A rank from the bottom: 倒数第二, 末位.
    Bottom,
    /// The first n: 前 15 强, top 15.
    Top,
    /// A number with a unit or a classifier: 19 座, 600 亿元.
    Count,
    /// A share in percent: 45%, 三分之一, 七成.
    Share,
    /// A multiple: 2.5 倍.
    Times,
    /// Percentage points.
    Points,
    /// A year or another part of a date.
    Date,
    /// A number alone.
    Bare,
}

/// How the words around a number widen it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// 19 座
    Exact,
    /// 约, 左右, and fractions in words.
    About,
    /// 近: a little less.
    Near,
    /// 超, 逾, 余, 多: more.
    Over,
    /// 以上, 至少.
    AtLeast,
    /// 不足, 不到.
    Under,
    /// 至多, 以内.
    AtMost,
    /// 40–60: up to this.
    UpTo(f64),
}

/// From `low` to `high`, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
}

impl Interval {
    /// Both ends.
    pub fn new(low: f64, high: f64) -> Interval {
        Interval { low, high }
    }

    /// Whether `value` lies within, up to rounding of floating point.
    pub fn contains(self, value: f64) -> bool {
        let slack = 1e-9 * value.abs().max(1.0);
        self.low - slack <= value && value <= self.high + slack
    }

    /// Whether the two have anything in common.
    pub fn meets(self, other: Interval) -> bool {
        let slack = 1e-9 * self.high.abs().clamp(1.0, 1e12);
        self.low <= other.high + slack && other.low <= self.high + slack
    }
}

/// A number as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Its kind.
    pub class: Class,
    /// The number as printed, multiplied out: 1.57 万亿元 is 1.57e12; shares are in percent.
    pub value: f64,
    /// One unit of the last printed decimal, multiplied out; 0 where the number is a whole count.
    pub step: f64,
    /// How the words around it widen it.
    pub bound: Bound,
    /// The unit or classifier: 家, 元, ZB; empty where there is none.
    pub unit: String,
    /// As written.
    pub text: String,
}

impl Quantity {
    /// One unit of the last digit that is not zero: 100 for 2600.
    fn coarse(&self) -> f64 {
        if self.value == 0.0 {
            return self.step.max(1.0);
        }
        let mut unit = if self.step > 0.0 { self.step } else { 1.0 };
        while ((self.value / (unit * 10.0)).round() * unit * 10.0 - self.value).abs()
            < self.value.abs() * 1e-9
        {
            unit *= 10.0;
        }
        unit
    }

    /// What the words allow.
    pub fn allowed(&self) -> Interval {
        let value = self.value;
        let half = self.step / 2.0;
        match self.bound {
            Bound::Exact => Interval::new(value - half, value + half),
            Bound::About => {
                let slack = (self.coarse() / 2.0).min(value.abs() * 0.1);
                let slack = slack.max(value.abs() * 0.025).max(half);
                Interval::new(value - slack, value + slack)
            }
            Bound::Near => Interval::new(value * 0.9, value),
            Bound::Over | Bound::AtLeast => Interval::new(value, f64::INFINITY),
            Bound::Under | Bound::AtMost => Interval::new(0.0, value),
            Bound::UpTo(high) => Interval::new(value, high),
        }
    }

    /// What a reader takes from them: 超 1900 is between 1900 and 2000.
    pub fn likely(&self) -> Interval {
        let value = self.value;
        let coarse = self.coarse();
        match self.bound {
            Bound::Near => Interval::new(value - coarse, value),
            Bound::Over => Interval::new(value, value + coarse),
            _ => self.allowed(),
        }
    }

    /// Whether it is a whole number without any widening.
    pub fn is_exact_whole(&self) -> bool {
        self.bound == Bound::Exact && self.step == 0.0
    }
}

/// A Chinese numeral up to 亿: 十九, 两百, 三百二十, 一万二千. `None` where the characters make no number.
pub fn chinese(text: &str) -> Option<u64> {
    let characters: Vec<char> = text.chars().collect();
    if characters.is_empty() {
        return None;
    }
    // 一二三 digit by digit, as in 二〇二三.
    if characters.len() > 1 && characters.iter().all(|c| digit(*c).is_some()) {
        return characters.iter().try_fold(0u64, |number, c| {
            number.checked_mul(10)?.checked_add(digit(*c)?)
        });
    }
    let (mut total, mut section, mut last) = (0u64, 0u64, None::<u64>);
    let mut smallest = u64::MAX;
    for character in characters {
        if let Some(value) = digit(character) {
            if last.is_some_and(|last| last != 0) {
                return None;
            }
            last = Some(value);
            continue;
        }
        let size = match character {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => return None,
        };
        if size >= 10_000 {
            let below = section + last.take().unwrap_or(0);
            total = match size {
                10_000 if below > 0 => total.checked_add(below * size)?,
                100_000_000 if total + below > 0 => (total + below).checked_mul(size)?,
                _ => return None,
            };
            section = 0;
            smallest = u64::MAX;
            continue;
        }
        if size >= smallest {
            return None;
        }
        smallest = size;
        // 十九 begins without 一.
        let count = match last.take() {
            Some(0) | None if size == 10 => 1,
            Some(count) if count > 0 => count,
            _ => return None,
        };
        section += count * size;
    }
    Some(total + section + last.unwrap_or(0))
}

/// `number` in Chinese numerals, the way [`chinese`] reads them.
pub fn in_chinese(number: u64) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    fn below_ten_thousand(number: u64, leading: bool) -> String {
        let mut text = String::new();
        let mut gap = false;
        for (size, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let figure = number / size % 10;
            if figure == 0 {
                gap = !text.is_empty();
                continue;
            }
            if gap {
                text.push('零');
                gap = false;
            }
            if !(size == 10 && figure == 1 && text.is_empty() && leading) {
                text.push(DIGITS[figure as usize]);
            }
            text += name;
        }
        text
    }
    if number == 0 {
        return "零".to_string();
    }
    let mut text = String::new();
    for (size, name) in [(100_000_000, "亿"), (10_000, "万"), (1, "")] {
        let part = number / size % 10_000;
        if part == 0 {
            continue;
        }
        if !text.is_empty() && part < 1000 {
            text.push('零');
        }
        text += &below_ten_thousand(part, text.is_empty());
        text += name;
    }
    text
}

fn digit(character: char) -> Option<u64> {
    "零一二三四五六七八九"
        .chars()
        .position(|c| c == character)
        .map(|value| value as u64)
        .or(match character {
            '〇' => Some(0),
            '两' => Some(2),
            _ => None,
        })
}

/// Units and classifiers, those that begin another one first.
const UNITS: &[&str] = &[
    "标准机架",
    "平方公里",
    "平方米",
    "人次",
    "美元",
    "港元",
    "公里",
    "元",
    "架",
    "家",
    "个",
    "座",
    "席",
    "位",
    "名",
    "所",
    "项",
    "只",
    "类",
    "种",
    "套",
    "支",
    "件",
    "条",
    "款",
    "处",
    "笔",
    "人",
    "台",
    "户",
    "篇",
    "枚",
    "吨",
    "度",
    "卡",
    "城",
    "省",
    "市",
    "国",
    "地",
    "组",
    "次",
    "分",
    "毫秒",
    "ZB",
    "EB",
    "PB",
    "TB",
    "GB",
    "EFLOPS",
    "PFLOPS",
    "Gbps",
    "P",
];

/// What may stand before a number and widens it.
const BEFORE: &[(&str, Bound)] = &[
    ("不少于", Bound::AtLeast),
    ("不低于", Bound::AtLeast),
    ("不超过", Bound::AtMost),
    ("不多于", Bound::AtMost),
    ("大约", Bound::About),
    ("将近", Bound::Near),
    ("接近", Bound::Near),
    ("超过", Bound::Over),
    ("突破", Bound::Over),
    ("不足", Bound::Under),
    ("不到", Bound::Under),
    ("少于", Bound::Under),
    ("至少", Bound::AtLeast),
    ("至多", Bound::AtMost),
    ("最多", Bound::AtMost),
    ("约", Bound::About),
    ("近", Bound::Near),
    ("超", Bound::Over),
    ("逾", Bound::Over),
    ("about ", Bound::About),
    ("nearly ", Bound::Near),
    ("over ", Bound::Over),
    ("more than ", Bound::Over),
    ("fewer than ", Bound::Under),
    ("less than ", Bound::Under),
    ("at least ", Bound::AtLeast),
];

/// What may stand behind it.
const BEHIND: &[(&str, Bound)] = &[
    ("以上", Bound::AtLeast),
    ("左右", Bound::About),
    ("上下", Bound::About),
    ("以内", Bound::AtMost),
    ("以下", Bound::AtMost),
];

/// Words for the first and the last place.
const PLACES_IN_WORDS: &[(&str, Class)] = &[
    ("榜首", Class::Rank),
    ("首位", Class::Rank),
    ("居首", Class::Rank),
    ("之首", Class::Rank),
    ("冠军", Class::Rank),
    ("最多", Class::Rank),
    ("最高", Class::Rank),
    ("最大", Class::Rank),
    ("最优", Class::Rank),
    ("最强", Class::Rank),
    ("最少", Class::Bottom),
    ("最低", Class::Bottom),
    ("最小", Class::Bottom),
    ("末位", Class::Bottom),
    ("垫底", Class::Bottom),
    ("之末", Class::Bottom),
];

/// Words for a share.
const SHARES_IN_WORDS: &[(&str, f64, Bound)] = &[
    ("超过半数", 50.0, Bound::Over),
    ("超过一半", 50.0, Bound::Over),
    ("过半", 50.0, Bound::Over),
    ("半数以上", 50.0, Bound::AtLeast),
    ("一半以上", 50.0, Bound::AtLeast),
    ("不足半数", 50.0, Bound::Under),
    ("不足一半", 50.0, Bound::Under),
    ("不到一半", 50.0, Bound::Under),
    ("近半", 50.0, Bound::Near),
    ("半数", 50.0, Bound::About),
    ("一半", 50.0, Bound::About),
];

/// English ordinals and numerals.
const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];
const NUMERALS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// Characters after 第 n that end a rank; 第一梯队, 第二产业 go on otherwise.
fn ends_rank(next: Option<char>) -> bool {
    next.is_none_or(|next| !next.is_alphanumeric() || "的和与及而且并但到至外".contains(next))
}

/// The quantity that begins at `at` in a normalised text, and the position after it.
pub fn read(text: &[char], at: usize) -> Option<(Quantity, usize)> {
    let reader = Reader { text };
    // 最多 3 家 is a bound, 最多 alone the first place.
    let bounded = reader
        .starts(at, "最多")
        .is_some_and(|after| reader.plain(after).is_some());
    reader
        .in_words(at)
        .filter(|_| !bounded)
        .or_else(|| reader.rank(at))
        .or_else(|| reader.top(at))
        .or_else(|| reader.english(at))
        .or_else(|| reader.widened(at))
}

struct Reader<'t> {
    text: &'t [char],
}

/// A number without its unit.
struct Plain {
    value: f64,
    step: f64,
    end: usize,
    chinese: bool,
}

impl Reader<'_> {
    fn starts(&self, at: usize, word: &str) -> Option<usize> {
        let mut end = at;
        for character in word.chars() {
            if self.text.get(end) != Some(&character) {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    fn made(
        &self,
        at: usize,
        end: usize,
        class: Class,
        plain: (f64, f64),
        bound: Bound,
        unit: &str,
    ) -> Option<(Quantity, usize)> {
        let quantity = Quantity {
            class,
            value: plain.0,
            step: plain.1,
            bound,
            unit: unit.to_string(),
            text: self.text[at..end].iter().collect(),
        };
        quantity.value.is_finite().then_some((quantity, end))
    }

    fn in_words(&self, at: usize) -> Option<(Quantity, usize)> {
        for (word, class) in PLACES_IN_WORDS {
            // 首位度, 居首要位置, 单项冠军企业 are no ranks.
            let goes_on =
                |end: &usize| matches!(self.text.get(*end), Some('度' | '要' | '企' | '产'));
            if let Some(end) = self.starts(at, word).filter(|end| !goes_on(end)) {
                return self.made(at, end, *class, (1.0, 0.0), Bound::Exact, "");
            }
        }
        for (word, value, bound) in SHARES_IN_WORDS {
            if let Some(end) = self.starts(at, word) {
                return self.made(at, end, Class::Share, (*value, 5.0), *bound, "%");
            }
        }
        None
    }

    /// 第七位, 倒数第二, 第 15 名.
    fn rank(&self, at: usize) -> Option<(Quantity, usize)> {
        let (class, start) = match self.starts(at, "倒数第") {
            Some(start) => (Class::Bottom, start),
            None => (Class::Rank, self.starts(at, "第")?),
        };
        let plain = self.plain(start)?;
        let next = self.text.get(plain.end).copied();
        let end = match next {
            Some('位' | '名') => plain.end + 1,
            next if ends_rank(next) => plain.end,
            _ => return None,
        };
        if plain.value < 1.0 || plain.value.fract() != 0.0 {
            return None;
        }
        self.made(at, end, class, (plain.value, 0.0), Bound::Exact, "")
    }

    /// 前 15 强, 前三, 15 强, top 15.
    fn top(&self, at: usize) -> Option<(Quantity, usize)> {
        let english = ["top ", "first "]
            .iter()
            .find_map(|word| self.starts(at, word))
            .filter(|_| !self.letter_before(at));
        if let Some(start) = english {
            let (value, end) = self.english_numeral(start).or_else(|| {
                let plain = self.plain(start).filter(|plain| !plain.chinese)?;
                Some((plain.value, plain.end))
            })?;
            return self.made(at, end, Class::Top, (value, 0.0), Bound::Exact, "");
        }
        // 城市十强, without 前; 百强企业 are not places.
        if let Some(plain) = self.plain(at)
            && let Some(end) = self.starts(plain.end, "强")
            && self.starts(end, "企业").is_none()
            && (1.0..=50.0).contains(&plain.value)
            && plain.step == 0.0
            && !self.letter_before(at)
        {
            return self.made(at, end, Class::Top, (plain.value, 0.0), Bound::Exact, "");
        }
        let start = self.starts(at, "前")?;
        let plain = self.plain(start)?;
        if plain.value < 1.0 || plain.value.fract() != 0.0 {
            return None;
        }
        let next = self.text.get(plain.end).copied();
        let end = match next {
            Some('强' | '位' | '名' | '甲') => plain.end + 1,
            Some(
                '年' | '月' | '天' | '期' | '次' | '季' | '文' | '款' | '者' | '后' | '批' | '届',
            ) => return None,
            Some('个') => {
                // 前三个城市, but not 前三个月.
                let after = self.text.get(plain.end + 1).copied();
                if matches!(after, Some('月' | '季')) {
                    return None;
                }
                plain.end + 1
            }
            _ => plain.end,
        };
        self.made(at, end, Class::Top, (plain.value, 0.0), Bound::Exact, "")
    }

    fn letter_before(&self, at: usize) -> bool {
        at > 0 && self.text[at - 1].is_ascii_alphanumeric()
    }

    fn word_end(&self, end: usize) -> bool {
        !self.text.get(end).is_some_and(char::is_ascii_alphanumeric)
    }

    fn english_numeral(&self, at: usize) -> Option<(f64, usize)> {
        NUMERALS.iter().enumerate().find_map(|(index, word)| {
            let end = self.starts(at, word)?;
            self.word_end(end).then_some((index as f64 + 1.0, end))
        })
    }

    /// first, 4th, three.
    fn english(&self, at: usize) -> Option<(Quantity, usize)> {
        if self.letter_before(at) {
            return None;
        }
        for (index, word) in ORDINALS.iter().enumerate() {
            if let Some(end) = self.starts(at, word)
                && self.word_end(end)
            {
                return self.made(
                    at,
                    end,
                    Class::Rank,
                    (index as f64 + 1.0, 0.0),
                    Bound::Exact,
                    "",
                );
            }
        }
        let end = self.text[at..]
            .iter()
            .take(4)
            .take_while(|c| c.is_ascii_digit())
            .count();
        if end > 0
            && let Some(after) = ["st", "nd", "rd", "th"]
                .iter()
                .find_map(|suffix| self.starts(at + end, suffix))
            && self.word_end(after)
        {
            let value = self.text[at..at + end]
                .iter()
                .collect::<String>()
                .parse()
                .ok()?;
            return self.made(at, after, Class::Rank, (value, 0.0), Bound::Exact, "");
        }
        let (value, end) = self.english_numeral(at)?;
        self.made(at, end, Class::Bare, (value, 0.0), Bound::Exact, "")
    }

    /// 约 45%, 近 2600 家, 40–60 家, 三分之一.
    fn widened(&self, at: usize) -> Option<(Quantity, usize)> {
        let mut start = at;
        let mut bound = Bound::Exact;
        if let Some((after, widening)) = BEFORE
            .iter()
            .find_map(|(word, widening)| Some((self.starts(at, word)?, *widening)))
        {
            let mut after = after;
            while self.text.get(after) == Some(&' ') {
                after += 1;
            }
            (start, bound) = (after, widening);
        }
        if self.letter_before(start) {
            return None;
        }
        if let Some(found) = self.fraction(at, start, bound) {
            return Some(found);
        }
        let plain = self.plain(start)?;
        let (mut end, mut bound) = (plain.end, bound);
        // 40-60 家, 40 至 60 家.
        let mut high = None;
        if let Some(after) = ["-", "–", "—", "~", "至"]
            .iter()
            .find_map(|dash| self.starts(end, dash))
            && let Some(second) = self.plain(after)
            && second.value > plain.value
            && plain.chinese == second.chinese
        {
            high = Some(second.value);
            end = second.end;
        }
        if let Some(after) = ["余", "多"].iter().find_map(|word| self.starts(end, word))
            && (bound == Bound::Exact || bound == Bound::Over)
        {
            (bound, end) = (Bound::Over, after);
        }
        let mut multiplied = 1.0;
        while bound == Bound::Over
            && let Some(size) = self.text.get(end).and_then(|c| match c {
                '万' => Some(1e4),
                '亿' => Some(1e8),
                _ => None,
            })
        {
            multiplied *= size;
            end += 1;
        }
        let percent = self
            .starts(end, "%")
            .or_else(|| self.starts(end, " percent"));
        let (class, unit, after) = if let Some(after) = percent {
            match self.starts(after, "点") {
                Some(after) => (Class::Points, "百分点", after),
                None => (Class::Share, "%", after),
            }
        } else if let Some(after) = self
            .starts(end, "个百分点")
            .or_else(|| self.starts(end, "百分点"))
            .or_else(|| self.starts(end, " percentage points"))
        {
            (Class::Points, "百分点", after)
        } else if let Some(after) = self
            .starts(end, "成")
            .filter(|_| plain.value <= 10.0 && plain.chinese)
        {
            (Class::Share, "成", after)
        } else if let Some(after) = self.starts(end, "倍") {
            (Class::Times, "倍", after)
        } else if let Some(after) = self.date(end, &plain) {
            (Class::Date, "年", after)
        } else if let Some((unit, after)) = self.unit(end) {
            (Class::Count, unit, after)
        } else {
            (Class::Bare, "", end)
        };
        if plain.chinese && matches!(class, Class::Bare | Class::Points) {
            return None;
        }
        // 5G, A4: part of a name.
        if class == Class::Bare && self.text.get(end).is_some_and(char::is_ascii_alphabetic) {
            return None;
        }
        end = after;
        if class == Class::Count
            && let Some(after) = self.starts(end, "多").or_else(|| self.starts(end, "余"))
            && bound == Bound::Exact
        {
            (bound, end) = (Bound::Over, after);
        }
        if let Some((after, widening)) = BEHIND
            .iter()
            .find_map(|(word, widening)| Some((self.starts(end, word)?, *widening)))
            && class != Class::Date
        {
            (bound, end) = (widening, after);
        }
        let scale = multiplied * if unit == "成" { 10.0 } else { 1.0 };
        let (value, mut step) = (plain.value * scale, plain.step * scale);
        if let Some(high) = high {
            bound = Bound::UpTo(high * scale);
        }
        // 一成 in words and percentages in whole numbers are rounded, counts are not.
        if step == 0.0 && matches!(class, Class::Share | Class::Points | Class::Times) {
            step = scale;
        }
        let unit = if class == Class::Share { "%" } else { unit };
        self.made(at, end, class, (value, step), bound, unit)
    }

    /// 三分之一, 百分之七十.
    fn fraction(&self, at: usize, start: usize, bound: Bound) -> Option<(Quantity, usize)> {
        let below = self.plain(start)?;
        let after = self.starts(below.end, "分之")?;
        let above = self.plain(after)?;
        if below.value <= 0.0 {
            return None;
        }
        let bound = if bound == Bound::Exact {
            Bound::About
        } else {
            bound
        };
        let mut end = above.end;
        let bound = match BEHIND
            .iter()
            .find_map(|(word, widening)| Some((self.starts(end, word)?, *widening)))
        {
            Some((after, widening)) => {
                end = after;
                widening
            }
            None => bound,
        };
        let value = 100.0 * above.value / below.value;
        self.made(at, end, Class::Share, (value, value * 0.1), bound, "%")
    }

    fn date(&self, end: usize, plain: &Plain) -> Option<usize> {
        let year = (1900.0..2200.0).contains(&plain.value) && plain.step == 0.0;
        if year && let Some(after) = self.starts(end, "年") {
            return Some(after);
        }
        if plain.value <= 31.0
            && let Some(after) = ["月份", "月底", "月", "日"]
                .iter()
                .find_map(|word| self.starts(end, word))
        {
            return Some(after);
        }
        None
    }

    fn unit(&self, at: usize) -> Option<(&'static str, usize)> {
        let mut start = at;
        while self.text.get(start) == Some(&' ') {
            start += 1;
        }
        UNITS.iter().find_map(|unit| {
            let end = self.starts(start, unit)?;
            // TB is a unit, TBD is not.
            let whole = !unit.is_ascii() || self.word_end(end);
            // A space before a Chinese classifier does not occur after normalisation.
            whole.then_some((*unit, end))
        })
    }

    /// Digits or a Chinese numeral, with 百 to 万亿 behind.
    fn plain(&self, at: usize) -> Option<Plain> {
        let first = *self.text.get(at)?;
        if first.is_ascii_digit() {
            return self.digits(at);
        }
        let length = self.text[at..]
            .iter()
            .take(12)
            .take_while(|c| digit(**c).is_some() || "十百千万亿".contains(**c))
            .count();
        // The longest part that is a number: 三百二十, but of 十一一 only 十一.
        (1..=length).rev().find_map(|length| {
            let numeral: String = self.text[at..at + length].iter().collect();
            Some(Plain {
                value: chinese(&numeral)? as f64,
                step: 0.0,
                end: at + length,
                chinese: true,
            })
        })
    }

    fn digits(&self, at: usize) -> Option<Plain> {
        let mut end = at;
        let mut number = String::new();
        let mut decimals = 0i32;
        let is_digit = |position: usize| self.text.get(position).is_some_and(char::is_ascii_digit);
        while is_digit(end) {
            number.push(self.text[end]);
            end += 1;
            let three = (1..=3).all(|offset| is_digit(end + offset)) && !is_digit(end + 4);
            if self.text.get(end) == Some(&',') && three {
                end += 1;
            }
        }
        if self.text.get(end) == Some(&'.') && is_digit(end + 1) {
            number.push('.');
            end += 1;
            while is_digit(end) {
                number.push(self.text[end]);
                decimals += 1;
                end += 1;
            }
            // 3.2.1 is the number of a section.
            if self.text.get(end) == Some(&'.') && is_digit(end + 1) {
                return None;
            }
        }
        let mut value: f64 = number.parse().ok()?;
        let mut step = if decimals > 0 {
            10f64.powi(-decimals.min(300))
        } else {
            0.0
        };
        let mut multiplied = 1.0;
        while let Some(size) = self.text.get(end).and_then(|c| match c {
            '百' => Some(1e2),
            '千' => Some(1e3),
            '万' => Some(1e4),
            '亿' => Some(1e8),
            _ => None,
        }) {
            // 8.5 百分点 is not 850.
            if size == 1e2 && self.text.get(end + 1) == Some(&'分') {
                break;
            }
            multiplied *= size;
            end += 1;
        }
        value *= multiplied;
        step = if multiplied > 1.0 {
            step.max(if decimals == 0 { 1.0 } else { 0.0 }) * multiplied
        } else {
            step
        };
        Some(Plain {
            value,
            step,
            end,
            chinese: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(text: &str) -> Quantity {
        let characters: Vec<char> = text.chars().collect();
        let (quantity, end) = read(&characters, 0).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(end, characters.len(), "{text}: {quantity:?}");
        quantity
    }

    #[test]
    fn reads_what_people_write() {
        use Bound::*;
        use Class::*;
        for (text, class, value, bound, unit) in [
            ("1,234家", Count, 1234.0, Exact, "家"),
            ("1234家", Count, 1234.0, Exact, "家"),
            ("8.5%", Share, 8.5, Exact, "%"),
            ("1.57万亿元", Count, 1.57e12, Exact, "元"),
            ("近2600家", Count, 2600.0, Near, "家"),
            ("超1900家", Count, 1900.0, Over, "家"),
            ("1400余家", Count, 1400.0, Over, "家"),
            ("约45%", Share, 45.0, About, "%"),
            ("10余万家", Count, 1e5, Over, "家"),
            ("40-60家", Count, 40.0, UpTo(60.0), "家"),
            ("十九座", Count, 19.0, Exact, "座"),
            ("三分之一", Share, 100.0 / 3.0, About, "%"),
            ("七成以上", Share, 70.0, AtLeast, "%"),
            ("超过半数", Share, 50.0, Over, "%"),
            ("3.9个百分点", Points, 3.9, Exact, "百分点"),
            ("2.5倍", Times, 2.5, Exact, "倍"),
            ("第7位", Rank, 7.0, Exact, ""),
            ("第十五", Rank, 15.0, Exact, ""),
            ("倒数第二", Bottom, 2.0, Exact, ""),
            ("前15强", Top, 15.0, Exact, ""),
            ("前三", Top, 3.0, Exact, ""),
            ("十强", Top, 10.0, Exact, ""),
            ("榜首", Rank, 1.0, Exact, ""),
            ("2023年", Date, 2023.0, Exact, "年"),
            ("72万架", Count, 720_000.0, Exact, "架"),
            ("105万标准机架", Count, 1_050_000.0, Exact, "标准机架"),
            ("41.06ZB", Count, 41.06, Exact, "ZB"),
            ("top 15", Top, 15.0, Exact, ""),
            ("4th", Rank, 4.0, Exact, ""),
        ] {
            let read = one(text);
            assert_eq!(
                (read.class, read.bound, read.unit.as_str()),
                (class, bound, unit),
                "{text}"
            );
            assert!(
                (read.value - value).abs() < 1e-9 * value,
                "{text}: {}",
                read.value
            );
        }
    }

    #[test]
    fn words_that_only_look_like_numbers_are_none() {
        for text in [
            "第一梯队",
            "第二产业",
            "前三个月",
            "前两年",
            "一体化",
            "5G",
            "3.2.1",
            "统一",
            "首位度",
            "居首要",
        ] {
            let characters: Vec<char> = text.chars().collect();
            assert_eq!(read(&characters, 0), None, "{text}");
        }
    }

    #[test]
    fn rounding_is_an_interval() {
        assert!(one("74%").allowed().contains(73.6));
        assert!(!one("74%").allowed().contains(73.1));
        assert_eq!(one("近2600家").likely(), Interval::new(2500.0, 2600.0));
        assert_eq!(one("超1900家").likely(), Interval::new(1900.0, 2000.0));
        assert_eq!(one("19座").allowed(), Interval::new(19.0, 19.0));
    }

    proptest! {
        #[test]
        fn chinese_numerals_come_back(number in 0u64..1_000_000_000_000) {
            prop_assert_eq!(chinese(&in_chinese(number)), Some(number));
        }

        #[test]
        fn grouped_digits_come_back(number in 0u64..10_000_000_000_000) {
            let plain = number.to_string();
            let mut grouped = String::new();
            for (index, digit) in plain.chars().enumerate() {
                if index > 0 && (plain.len() - index) % 3 == 0 {
                    grouped.push(',');
                }
                grouped.push(digit);
            }
            prop_assert_eq!(one(&(grouped + "家")).value, number as f64);
            prop_assert_eq!(one(&(plain + "家")).value, number as f64);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}", at in 0usize..40) {
            let characters: Vec<char> = text.chars().collect();
            if at < characters.len() {
                let _ = read(&characters, at);
            }
        }

        #[test]
        fn the_printed_number_lies_in_what_its_words_allow(value in 1u64..100_000, word in 0usize..4) {
            let text = [format!("{value}家"), format!("约{value}家"), format!("近{value}家"), format!("{value}余家")];
            let quantity = one(&text[word]);
            prop_assert!(quantity.allowed().contains(value as f64));
            prop_assert!(quantity.likely().contains(value as f64));
        }
    }
}
