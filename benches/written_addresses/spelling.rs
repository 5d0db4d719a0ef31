//! The ways in which an address is written, by kinds.

use super::Registered;

/// A kind of spelling: the texts for an address.
pub struct Spelling {
    pub name: &'static str,
    pub write: fn(&Registered) -> Vec<String>,
}

pub const KINDS: &[Spelling] = &[
    Spelling { name: "as registered, in full", write: in_full },
    Spelling { name: "spelling of numbers", write: numbers },
    Spelling { name: "words for buildings", write: words },
    Spelling { name: "rooms and dashes", write: rooms },
    Spelling { name: "in front: lists and times", write: in_front },
    Spelling { name: "behind: words and remarks", write: behind },
    Spelling { name: "marks and spaces", write: marks },
];

fn is_building(registered: &Registered) -> bool {
    registered.word != "号"
}

fn in_full(one: &Registered) -> Vec<String> {
    let fronts = [
        "",
        "上海市奉贤区",
        "上海市奉贤区南桥镇",
        "浙江省嘉兴市海盐县",
        "奉贤区西渡街道",
        "浙江温州",
    ];
    fronts.iter().map(|front| format!("{front}{}", one.text)).collect()
}

fn numbers(one: &Registered) -> Vec<String> {
    let Registered { name, number, word, .. } = one;
    vec![
        format!("{name}{}{word}", chinese(*number)),
        format!("{name}{}{word}", full_width(&number.to_string())),
        format!("{name}0{number}{word}"),
        format!("{name} {number} {word}"),
        format!("{name}第{number}{word}"),
        format!("{name}{number}{}", word.replace('号', "號").replace('楼', "樓")),
        full_width(&one.text),
    ]
}

fn words(one: &Registered) -> Vec<String> {
    let words: &[&str] = match is_building(one) {
        true => &["号楼", "幢", "栋", "座", "楼", "#", "＃楼", "号", "号幢", "棟", ""],
        false => &["号", "#", "號", ""],
    };
    // 大厦3楼 is a floor.
    let is_storey = |word: &&&str| **word == "楼" && one.name.ends_with("大厦");
    let words = words.iter().filter(|word| !is_storey(word));
    words.map(|word| format!("{}{}{word}", one.name, one.number)).collect()
}

fn rooms(one: &Registered) -> Vec<String> {
    let base = format!("{}{}", one.name, one.number);
    let mut texts = vec![format!("{base}{}502室", one.word), format!("{base}{}，502", one.word)];
    let dashes = ["-502", "－502室", "—502", "/502", "·502", "一502", "~502"];
    texts.extend(dashes.iter().map(|room| format!("{base}{room}")));
    if is_building(one) {
        let rooms = [
            "-2-502",
            "－2－502",
            "/2/502",
            "·2·502",
            "#2单元502",
            "幢2单元502室",
            "号楼二单元五零二",
        ];
        texts.extend(rooms.iter().map(|room| format!("{base}{room}")));
    }
    texts
}

fn in_front(one: &Registered) -> Vec<String> {
    let fronts = [
        "1、",
        "8、",
        "12. ",
        "（2）",
        "(3)",
        "①",
        "⑧ ",
        "一、",
        "（三）",
        "第5条：",
        "8:30 ",
        "上午8点半",
        "3月8日晚上",
        "2026-03-08 08:30 ",
        "2026年3月8日，",
        "201400 ",
        "邮编201400，",
        "你好，",
        "您好！我家住在",
        "请问",
        "地址：",
        "姓名：王阿姨 地址：",
        "居民反映：",
        "王阿姨 13800000000 ",
        "021-50000000 ",
    ];
    fronts.iter().map(|front| format!("{front}{}", one.text)).collect()
}

fn behind(one: &Registered) -> Vec<String> {
    let base = format!("{}{}号", one.name, one.number);
    let remarks = [
        "门前",
        "门口",
        "门外",
        "门面房",
        "门洞",
        "房屋漏水",
        "房子渗水",
        "房顶",
        "室外",
        "室内",
        "弄堂口",
        "楼道",
        "楼梯间",
        "楼顶",
        "院内",
        "院子里",
        "户外",
        "旁边",
        "对面",
        "附近",
        "路边",
    ];
    let mut texts: Vec<String> = remarks.iter().map(|remark| format!("{base}{remark}")).collect();
    let remarks = [
        "，电梯坏了",
        "（近菜场）",
        " 王阿姨家",
        "的住户",
        "2楼",
        "502电联",
        " 13800000000",
        "漏水",
    ];
    texts.extend(remarks.iter().map(|remark| format!("{}{remark}", one.text)));
    texts
}

fn marks(one: &Registered) -> Vec<String> {
    let Registered { name, number, word, text, .. } = one;
    vec![
        format!("{name}\n{number}{word}"),
        format!("{name}\t{number}{word}\r\n"),
        format!("  {text}  "),
        format!("【{text}】"),
        format!("“{text}”"),
        format!("{text}。"),
        format!("{name}，{number}{word}"),
        format!("{name}No.{number}"),
        format!("{name}№{number}"),
        format!("{name}（{number}{word}）"),
    ]
}

fn full_width(text: &str) -> String {
    let wide = |one: char| {
        if one.is_ascii_graphic() { char::from_u32(u32::from(one) + 0xFEE0).unwrap() } else { one }
    };
    text.chars().map(wide).collect()
}

/// A number below a hundred in Chinese numerals.
fn chinese(number: u32) -> String {
    let digit = |digit: u32| "零一二三四五六七八九".chars().nth(digit as usize).unwrap();
    let tens = match number / 10 {
        0 => String::new(),
        1 => "十".to_owned(),
        tens => format!("{}十", digit(tens)),
    };
    if number.is_multiple_of(10) { tens } else { format!("{tens}{}", digit(number % 10)) }
}
