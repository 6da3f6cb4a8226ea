//! People in Chinese and Japanese, by what is said of them right behind the name: `山口さん`, `王芳表示`.
//!
//! Neither script parts words, so that nothing but the surname and what follows tells a name.

use std::ops::Range;

/// What follows a name in Japanese.
const JAPANESE: &[&str] = &[
    "さん",
    "氏",
    "様",
    "くん",
    "ちゃん",
    "社長",
    "会長",
    "首相",
    "議員",
    "選手",
    "監督",
    "大臣",
    "知事",
    "教授",
    "被告",
    "容疑者",
];

/// What follows a name in Chinese.
const CHINESE: &[&str] = &[
    "说", "說", "表示", "称", "稱", "认为", "認為", "告诉", "告訴", "宣布", "指出", "坦言", "回应", "回應",
    "先生", "女士", "小姐", "教授", "律师", "律師",
];

/// The most common surnames.
const SURNAMES: &str = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯";

/// The people named in a text, each by its bytes.
pub(super) fn people(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if text.is_ascii() {
        return found;
    }
    for ends in [JAPANESE, CHINESE] {
        for end in ends {
            for (at, _) in text.match_indices(end) {
                found.extend(name_before(&text[..at], ends == JAPANESE).map(|start| start..at));
            }
        }
    }
    found.sort_unstable_by_key(|range| (range.start, range.end));
    found.dedup_by(|next, before| next.start < before.end);
    found
}

/// Where the name begins that ends a text.
fn name_before(text: &str, is_japanese: bool) -> Option<usize> {
    let han: Vec<(usize, char)> = text.char_indices().rev().take_while(|(_, c)| is_han(*c)).take(5).collect();
    if is_japanese {
        // A run of two to four; a longer one begins with something else.
        return (2..=4).contains(&han.len()).then(|| han[han.len() - 1].0);
    }
    let is_surname = |at: usize| han.get(at).is_some_and(|(_, c)| SURNAMES.contains(*c));
    [2, 1].into_iter().find(|at| is_surname(*at)).map(|at| han[at].0)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '々')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_by_what_follows() {
        for (text, expected) in [
            ("今日は山口さんと東京へ", &["山口"][..]),
            ("创始人王芳说，没有问题", &["王芳"]),
            ("李建国表示不知道", &["李建国"]),
            ("他们说没有", &[]),
            ("no names here", &[]),
        ] {
            let found: Vec<_> = people(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
