//! The words of the narrative's grammar that are not names of figures, declared: what announces a budget, a change, a
//! share, a reason. Adding a wording is one line here and one in the tests.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::normal;

/// What a word of a sentence does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// 决算数为: the final amount follows.
    Final,
    /// 年初预算数为, 全年预算为: the budget follows.
    Budget,
    /// 执行数为: the amount executed of a project follows.
    Executed,
    /// 完成年初预算的: the completion follows.
    Completion,
    /// 占, 占比: a share follows, perhaps after its whole.
    Share,
    /// 得分为: a score follows.
    Score,
    /// 与, 比, 较: what is compared with follows.
    With,
    /// 上年: last year, compared with or stated.
    LastYear,
    /// 同比: compared with last year.
    YearOnYear,
    /// 增加, 增长
    Up,
    /// 减少, 下降
    Down,
    /// 持平, 相同
    Same,
    /// 大于
    Above,
    /// 小于
    Below,
    /// 等于
    Equal,
    /// 存在差异
    Differs,
    /// 年初无预算
    NoBudget,
    /// 主要原因是: a reason follows.
    Reason,
    /// 主要包括: a list of names follows.
    List,
    /// 主要用于: a purpose follows.
    Use,
    /// 其中: parts follow.
    Among,
    /// 共接待: counts of receptions follow; ends a purpose.
    Received,
    /// 预决算差异率: by how many percent the final amount differs from the budget follows, with its sign.
    Difference,
    /// 参加其他单位组织的团组: what others did; its figures are none of the office's.
    Others,
    /// Words that contain one of the others without meaning it.
    Skip,
}

/// Every mark with its wordings; `[甲|乙|]` stands for one of the alternatives, an empty one for nothing.
const WORDS: &[(Mark, &[&str])] = &[
    (Mark::Final, &["[支出|收入|]决算[数|金额|][为|]", "支出数[为|]", "决算支出[为|]", "采购金额[为|]"]),
    (
        Mark::Budget,
        &[
            "[支出|收入|][年初|全年|调整|调整后|][部门|]预算[数|金额|][为|]",
            "预算安排[数|][为|]",
            "年初预算安排[为|]",
        ],
    ),
    (Mark::Executed, &["[全年|][预算|]执行[数|金额][为|]", "全年执行[为|]"]),
    (
        Mark::Completion,
        &[
            "完成[了|][年初|全年|调整|调整后|当年|本年|][支出|收入|]预算[数|金额|][的|]",
            "[年初|全年|]预算完成率[为|达|]",
            "完成率[为|达|]",
            "[预算|]执行率[为|达|]",
        ],
    ),
    (Mark::Share, &["占[比|][为|]", "占比重[为|]", "所占[比例|比重][为|]", "比重为"]),
    (Mark::Score, &["得分[为|]", "平均得分[为|]", "平均分[为|]"]),
    (Mark::With, &["与", "同", "较", "比"]),
    (Mark::LastYear, &["上年[度|]", "上一年[度|]", "去年", "上年[度|]决算[数|]"]),
    (Mark::YearOnYear, &["同比"]),
    (
        Mark::Up,
        &[
            "[各|均|分别|共|合计|]增加[了|]",
            "[各|均|]增长[了|]",
            "上升[了|]",
            "提高[了|]",
            "上涨[了|]",
            "增幅[为|]",
        ],
    ),
    (
        Mark::Down,
        &[
            "[各|均|分别|共|合计|]减少[了|]",
            "[各|均|]下降[了|]",
            "降低[了|]",
            "压减[了|]",
            "缩减[了|]",
            "降幅[为|]",
            "减幅[为|]",
        ],
    ),
    (
        Mark::Same,
        &[
            "[基本|]持平",
            "[基本|]相同",
            "[基本|保持|]一致",
            "无[增减|]变化",
            "没有[增减|]变化",
            "[无|没有|不存在]差异",
            "[保持|]不变",
        ],
    ),
    (Mark::Above, &["大于", "高于", "多于", "超出", "超过"]),
    (Mark::Below, &["小于", "低于", "少于"]),
    (Mark::Equal, &["等于"]),
    (Mark::Differs, &["存在差异", "有差异"]),
    (
        Mark::NoBudget,
        &["年初无预算", "全年无预算", "无[年初|全年]预算", "年初未安排预算", "未安排[年初|全年|]预算"],
    ),
    (
        Mark::Reason,
        &[
            "[的|][主要|]原因[主要|]是[:|]",
            "[的|][主要|]原因为[:|]",
            "[的|][主要|]原因:",
            "主要是[因为|由于|因|][:|]",
            "[主要|]是[因为|由于][:|]",
            "主要[因为|由于|系][:|]",
        ],
    ),
    (Mark::List, &["[主要|]包括[:|]", "主要有[:|]"]),
    (Mark::Use, &["[主要|]用于[:|]", "开支内容[包括|为|][:|]", "支出内容[包括|为|][:|]"]),
    (
        Mark::Among,
        &["其中[:|,|]", "具体情况如下[:|]", "[主要|]用于以下方面[:|]", "主要用于以下[几个|]方面[:|]"],
    ),
    (Mark::Received, &["[全年|][共|共计|累计|总共]接待", "[,|]列明公务接待", "全年[共|]接待"]),
    (Mark::Difference, &["预决算差异率[为|]"]),
    (Mark::Others, &["参加其他单位[组织的|组织|][因公|][出国(境)|出国|][的|][团组|团]"]),
    (
        Mark::Skip,
        &[
            "一般公共预算[财政拨款|]",
            "政府性基金预算[财政拨款|]",
            "国有资本经营预算[财政拨款|]",
            "部门预算",
            "预算绩效",
            "预算资金",
            "预算项目",
            "预算管理",
            "预算单位",
            "预算支出",
            "预算编制",
            "[未|]纳入预算",
            "合同",
            "同时",
            "共同",
            "同级",
            "比较",
            "较好",
            "较大",
            "较多",
            "较高",
            "与其他",
            "参与",
            "上年结转",
            "上年结余",
            "占用",
            "占有",
            "增减",
            "不包括",
            "不包含",
            "减少(增加)",
        ],
    ),
];

/// The alternatives of a wording spelt out.
pub fn spell_out(pattern: &str) -> Vec<String> {
    let Some(open) = pattern.find('[') else { return vec![pattern.to_owned()] };
    let Some(close) = pattern[open..].find(']').map(|i| i + open) else { return vec![pattern.to_owned()] };
    let tails = spell_out(&pattern[close + 1..]);
    pattern[open + 1..close]
        .split('|')
        .flat_map(|middle| tails.iter().map(move |tail| format!("{}{middle}{tail}", &pattern[..open])))
        .collect()
}

/// Phrases by their first character, the longest first.
#[derive(Debug, Clone)]
pub struct Phrases<T> {
    by_first: HashMap<char, Vec<(Vec<char>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Phrases<T> {
        Phrases { by_first: HashMap::new() }
    }
}

impl<T: Copy> Phrases<T> {
    /// Phrases from wordings with alternatives.
    pub fn of<'a>(wordings: impl IntoIterator<Item = (&'a str, T)>) -> Phrases<T> {
        let mut phrases = Phrases::default();
        for (wording, meaning) in wordings {
            for text in spell_out(wording) {
                phrases.add(&text, meaning);
            }
        }
        phrases.sort();
        phrases
    }

    fn add(&mut self, text: &str, meaning: T) {
        let chars = normal::phrase(text);
        if let Some(first) = chars.first() {
            self.by_first.entry(*first).or_default().push((chars, meaning));
        }
    }

    fn sort(&mut self) {
        for list in self.by_first.values_mut() {
            list.sort_by_key(|(chars, _)| std::cmp::Reverse(chars.len()));
        }
    }

    /// The longest phrase that stands at `at`: its length and meaning.
    pub fn at(&self, text: &normal::Normal, at: usize) -> Option<(usize, T)> {
        let list = self.by_first.get(text.chars.get(at)?)?;
        list.iter().find(|(chars, _)| text.starts_with(at, chars)).map(|(chars, m)| (chars.len(), *m))
    }
}

/// The phrases of all marks, made on first use.
pub fn marks() -> &'static Phrases<Mark> {
    static MARKS: OnceLock<Phrases<Mark>> = OnceLock::new();
    MARKS
        .get_or_init(|| Phrases::of(WORDS.iter().flat_map(|(mark, words)| words.iter().map(|w| (*w, *mark)))))
}

/// What may stand between a name or mark and its figure without changing what the figure states.
const CONNECTIVES: &[&str] = &[
    "",
    "为",
    "均为",
    "各为",
    "共",
    "共计",
    "计",
    "是",
    "支出",
    "收入",
    "支出为",
    "收入为",
    "支出共计",
    "共计支出",
    ",共计支出",
    ",共支出",
    ",共",
    ",共计",
    "经费支出",
    "接待总人数",
    "达",
    "达到",
    "合计",
    "合计为",
    "合计支出",
    "支出合计",
    ",合计",
    ",合计为",
    ",合计支出",
    ",总计",
    ",支出合计",
    "总计",
    "总计为",
    "总额",
    "总额为",
    "共支出",
    "金额",
    "金额为",
    "经费",
    "数为",
    "数",
    "的",
    "累计",
    "、累计",
    ",累计",
    "约",
    "约为",
    "仅为",
    "仅",
    "各",
    "均",
    ":",
    "支出金额",
    "支出金额为",
    "支出决算",
    "费",
    "费用",
    "费用为",
    "支出总额",
    "总额的",
    "金额的",
    "了",
    "幅度为",
    "幅度",
    "率为",
    "比例为",
    "合同金额",
    "合同金额为",
    "采购金额",
    "采购金额为",
    "(类)",
    "项目",
    "共有",
    "涉及",
    "数量",
    "数量为",
    "共开支",
    "开支",
    "(以合同签订为准)为",
    "(以合同签订为准)",
    "接待",
    ",接待",
    ",共接待",
    "共接待",
    "人次",
    "人数",
    "接待人次",
    "接待人数",
    "来访人次",
    "来访人数",
    "团组,",
    "团组、",
    "批次",
    "次数",
];

/// Whether a text only joins a name or mark to its figure.
pub fn joins(text: &str) -> bool {
    CONNECTIVES.contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_spelt_out() {
        assert_eq!(
            spell_out("完成[年初|]预算[数|]的"),
            ["完成年初预算数的", "完成年初预算的", "完成预算数的", "完成预算的"]
        );
        assert_eq!(spell_out("持平"), ["持平"]);
    }

    #[test]
    fn the_longest_phrase_counts() {
        let text = normal::Normal::new("完成年初预算数的98.12%");
        assert_eq!(marks().at(&text, 0), Some((8, Mark::Completion)));
        let text = normal::Normal::new("一般公共预算财政拨款");
        assert_eq!(marks().at(&text, 0), Some((10, Mark::Skip)));
    }
}
