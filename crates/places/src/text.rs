//! Cheap normalisation of what people type: width, case, spaces, traditional characters.
//!
//! The table of traditional characters covers the characters that occur in the names this crate ships,
//! and no others; it is not a general converter. A traditional form that is itself part of a name today
//! (乾 in 乾县) stays as it is.

use std::sync::LazyLock;

/// Traditional form followed by its simplified form, for the characters of place names.
const TRADITIONAL: &str = "\
    亞亚佈布來来侖仑倉仓個个們们倫伦偉伟傢家僕仆儀仪兒儿兗兖內内兩两冊册凱凯別别則则\
    剋克剛刚劍剑務务勝胜勸劝勻匀匯汇區区卽即厤历叢丛吳吴呂吕啓启啟启單单噹当嚮向囌苏\
    囯国國国圍围園园圖图團团垻坝堯尧場场塗涂墊垫墰坛墾垦壇坛壘垒壜坛壩坝壯壮壺壶壽寿\
    夢梦夾夹婁娄孫孙學学宮宫寧宁審审寬宽寶宝將将尋寻岡冈峯峰島岛峽峡崍崃崑昆崗岗崙仑\
    嵐岚嶗崂嶧峄嶺岭嶼屿嶽岳巖岩師师幹干庫库廂厢廈厦廕荫廠厂廣广廬庐張张強强彆别彌弥\
    彙汇彥彦彿佛後后從从復复徵征恆恒愛爱慄栗慶庆憑凭應应懞蒙懷怀揚扬撫抚敘叙於于旂旗\
    晉晋暉晖曆历曏向會会東东枴拐柺拐査查棗枣棲栖楊杨業业極极榦干榮荣樂乐樅枞樑梁樓楼\
    樹树樺桦橋桥橫横檯台權权欒栾欽钦歷历歸归沖冲涇泾涼凉淥渌淩凌淶涞渦涡渾浑湞浈湯汤\
    準准溝沟溫温溮浉滄沧滎荥滙汇滬沪滿满漢汉漣涟漵溆潁颍潛潜潤润潯浔澗涧澠渑澤泽澱淀\
    濛蒙濟济濰潍濱滨瀋沈瀏浏瀘泸瀰弥瀾澜灘滩灣湾灤滦為为烏乌無无煙烟煩烦燈灯營营爐炉\
    爲为爾尔猶犹獅狮獨独獲获獻献琿珲瑤瑶瑪玛環环瓊琼甌瓯甕瓮甦苏甯宁畢毕當当疇畴疊叠\
    監监盤盘盧卢眞真矇蒙硯砚碩硕碭砀確确礄硚礦矿祿禄禪禅禮礼稜棱稱称穀谷積积穫获窪洼\
    競竞箇个節节範范簡简粵粤糰团紅红納纳級级紮扎細细紹绍結结絳绛綏绥經经綠绿維维綵彩\
    綿绵緑绿縉缙縣县績绩織织罈坛罎坛羅罗義义習习聖圣聞闻聯联聶聂肅肃脩修脫脱膠胶臘腊\
    臥卧臨临臺台興兴舊旧舘馆荊荆莊庄華华菴庵菸烟萊莱萬万葉叶蒼苍蓋盖蓮莲蔭荫蕪芜蕭萧\
    薊蓟薌芗薑姜薩萨藍蓝藴蕴藺蔺蘄蕲蘆芦蘇苏蘊蕴蘭兰蘿萝衕同衚胡衛卫衝冲衞卫裏里裡里\
    複复覺觉觀观託托訥讷許许詔诏誌志誼谊調调諸诸諾诺謀谋謙谦謝谢謨谟譙谯譜谱讓让讚赞\
    豐丰貝贝貞贞貢贡貴贵費费賀贺資资賈贾賓宾賚赉賢贤賽赛贊赞贛赣趙赵車车軍军載载輝辉\
    輪轮輿舆轄辖農农迴回連连週周進进遊游運运達达遙遥遜逊遠远遷迁遼辽邁迈邊边郟郏郵邮\
    鄆郓鄉乡鄒邹鄕乡鄖郧鄧邓鄭郑鄰邻鄲郸鄴邺鈡钟鉅巨鉛铅銀银銅铜鋒锋鋼钢錢钱錦锦錫锡\
    錯错鍾钟鎣蓥鎭镇鎮镇鏡镜鐘钟鐵铁鑲镶長长門门開开間间閔闵閣阁閤合閩闽閬阆閻阎關关\
    陘陉陝陕陰阴陳陈陸陆陽阳隨随隴陇雙双雜杂雞鸡離离雲云電电霑沾靈灵靜静鞏巩韆千韓韩\
    響响頂顶項项順顺頗颇頭头額额類类風风颱台餘余館馆饒饶馬马駐驻騰腾驊骅驛驿鬆松鬍胡\
    鬥斗鬱郁魚鱼魯鲁鮁鲅鮮鲜鯉鲤鳩鸠鳳凤鳴鸣鴨鸭鶴鹤鷄鸡鷹鹰鹹咸鹼碱鹽盐麗丽麥麦麯曲\
    麴曲黃黄點点黨党齊齐龍龙\
";

const FIRST_IDEOGRAPH: u32 = 0x4E00;
const LAST_IDEOGRAPH: u32 = 0x9FFF;

/// Simplified character by offset from U+4E00; zero where the character stays.
static SIMPLIFIED: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let mut table = vec![0u16; (LAST_IDEOGRAPH - FIRST_IDEOGRAPH + 1) as usize];
    let mut characters = TRADITIONAL.chars();
    while let (Some(traditional), Some(simplified)) = (characters.next(), characters.next()) {
        let offset = (traditional as u32).checked_sub(FIRST_IDEOGRAPH);
        if let (Some(offset), Ok(simplified)) = (offset, u16::try_from(simplified as u32))
            && let Some(slot) = table.get_mut(offset as usize)
        {
            *slot = simplified;
        }
    }
    table.into_boxed_slice()
});

fn simplify(character: char) -> char {
    let offset = (character as u32).wrapping_sub(FIRST_IDEOGRAPH);
    match SIMPLIFIED.get(offset as usize) {
        Some(&code) if code != 0 => char::from_u32(u32::from(code)).unwrap_or(character),
        _ => character,
    }
}

/// Whether a character is a Chinese ideograph of the basic block.
pub(crate) fn is_ideograph(character: char) -> bool {
    (FIRST_IDEOGRAPH..=LAST_IDEOGRAPH).contains(&(character as u32))
}

/// ASCII form of a full-width character (Ａ → A, （ → (); others unchanged.
pub(crate) fn half_width(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
        '\u{3000}' => ' ',
        _ => character,
    }
}

/// Base letter of a Latin letter with a mark, as they occur in romanised names.
fn without_mark(character: char) -> char {
    match character {
        'á' | 'à' | 'ǎ' | 'ā' | 'ă' | 'â' => 'a',
        'é' | 'è' | 'ě' | 'ē' | 'ê' | 'ĕ' => 'e',
        'í' | 'ì' | 'ǐ' | 'ī' => 'i',
        'ó' | 'ò' | 'ǒ' | 'ō' | 'ö' => 'o',
        'ú' | 'ù' | 'ǔ' | 'ū' | 'ü' | 'ǘ' | 'ǜ' | 'ǚ' | 'ǖ' | 'Ü' => 'u',
        _ => character,
    }
}

/// Separators and marks that carry no meaning inside a name.
fn is_ignored(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\'' | '-' | '.' | ',' | '/' | '|' | '>' | '_' | '`' | ';' | ':' | '"'
                | '’' | '‘' | 'ʼ' | '–' | '—' | '·' | '•' | '。' | '、'
                | '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{00AD}' | '\u{0301}'..='\u{030C}'
        )
}

/// A normalised text on the stack: no allocation for any input.
pub(crate) struct Normalised {
    bytes: [u8; Normalised::CAPACITY],
    length: usize,
    /// The input did not fit; what is kept is its beginning.
    pub(crate) truncated: bool,
}

impl Normalised {
    /// Bytes kept: 64 ideographs, more than any place at the head of an address needs.
    const CAPACITY: usize = 192;

    /// Folds width, case, marks and traditional characters, and drops spaces and separators.
    pub(crate) fn new(text: &str) -> Self {
        let mut normalised = Normalised {
            bytes: [0; Self::CAPACITY],
            length: 0,
            truncated: false,
        };
        for character in text.chars() {
            let character = if is_ideograph(character) {
                simplify(character)
            } else {
                let character = half_width(character);
                if is_ignored(character) {
                    continue;
                }
                without_mark(character.to_ascii_lowercase())
            };
            let width = character.len_utf8();
            if normalised.length + width > Self::CAPACITY {
                normalised.truncated = true;
                break;
            }
            let slot = &mut normalised.bytes[normalised.length..normalised.length + width];
            character.encode_utf8(slot);
            normalised.length += width;
        }
        normalised
    }

    /// The normalised text.
    pub(crate) fn as_str(&self) -> &str {
        // Only whole characters are ever written, so the conversion cannot fail.
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Normalised;

    #[test]
    fn folds_width_case_marks_and_traditional_characters() {
        for (input, expected) in [
            ("  廣東省　深圳市 ", "广东省深圳市"),
            ("臺灣", "台湾"),
            ("瀋陽市", "沈阳市"),
            ("乾县", "乾县"),
            ("Ｘｉ＇ａｎ", "xian"),
            ("Ürümqi", "urumqi"),
            ("Inner-Mongolia", "innermongolia"),
            ("ＡＢＣ（上海）", "abc(上海)"),
        ] {
            assert_eq!(Normalised::new(input).as_str(), expected, "{input}");
        }
    }

    #[test]
    fn keeps_the_beginning_of_a_long_text() {
        let normalised = Normalised::new(&"省".repeat(100));
        assert!(normalised.truncated);
        assert_eq!(normalised.as_str(), "省".repeat(64));
    }
}
