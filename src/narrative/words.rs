//! The table of words, in the order of the documentation.

use super::functions as f;
use super::lists as l;
use super::vocabulary::{Argument, Of, Speak, Takes, Word};

const fn optional(name: &'static str, about: &'static str, takes: Takes) -> Argument {
    Argument { name, about, takes, required: false }
}

const fn required(name: &'static str, about: &'static str, takes: Takes) -> Argument {
    Argument { name, about, takes, required: true }
}

const ROLE: Argument = optional(
    "of",
    "哪一个数，不写就是本年决算数",
    Takes::OneOf(&[("current", "本年"), ("prior", "上年"), ("budget", "预算"), ("initial", "年初预算")]),
);
const AGAINST: Argument = optional(
    "against",
    "与谁比，不写就是与上年比",
    Takes::OneOf(&[("prior", "上年"), ("budget", "预算"), ("initial", "年初预算")]),
);
const BUDGET: Argument = optional(
    "against",
    "与哪个预算比，不写就是它的预算数（“三公”经费是全年预算数）",
    Takes::OneOf(&[("budget", "预算"), ("initial", "年初预算")]),
);
const WHOLE: Argument = optional("of", "占谁的比，不写就是它自然的整体", Takes::Key);
const CHANGED_WHOLE: Argument = required("of", "占谁的增减额", Takes::Key);
const BESIDE: Argument = optional("beside", "同时列出的另一部分；两部分都在总增减额之内才能算", Takes::Key);

type Arguments = &'static [Argument];

const fn filter(
    name: &'static str,
    about: &'static str,
    of: Of,
    arguments: Arguments,
    example: &'static str,
    speak: Speak,
) -> Word {
    Word { name, about, of, arguments, example, speak }
}

const fn test(
    name: &'static str,
    about: &'static str,
    arguments: Arguments,
    example: &'static str,
    speak: Speak,
) -> Word {
    Word { name, about, of: Of::Fact, arguments, example, speak }
}

const fn function(
    name: &'static str,
    about: &'static str,
    arguments: Arguments,
    example: &'static str,
    speak: Speak,
) -> Word {
    Word { name, about, of: Of::Nothing, arguments, example, speak }
}

const fn variable(name: &'static str, about: &'static str, example: &'static str) -> Word {
    Word { name, about, of: Of::Nothing, arguments: &[], example, speak: Speak::Variable }
}

/// Every word.
pub static WORDS: &[Word] = &[
    filter(
        "amount",
        "金额，连同“万元”",
        Of::Fact,
        &[ROLE],
        r#"{{ "total" | amount }}"#,
        Speak::Filter(f::amount),
    ),
    filter(
        "number",
        "只有数字，不带“万元”，用于个数",
        Of::Fact,
        &[ROLE],
        r#"{{ "vehicles.total" | number }}辆"#,
        Speak::Filter(f::number),
    ),
    filter(
        "chinese",
        "序号写成汉字（一、二、三）",
        Of::Number,
        &[],
        r#"（{{ loop.index | chinese }}）"#,
        Speak::Filter(f::chinese),
    ),
    filter(
        "label",
        "指标的中文名称",
        Of::Fact,
        &[],
        r#"{{ "income.fiscal" | label }}"#,
        Speak::Filter(f::label),
    ),
    filter(
        "change",
        "增减额和增减百分比",
        Of::Fact,
        &[AGAINST, optional("separator", "增减额与百分比之间的标点，不写就是“，”", Takes::Text)],
        r#"{{ "total" | change }}"#,
        Speak::Filter(f::change),
    ),
    filter(
        "change_amount",
        "只有增减额",
        Of::Fact,
        &[AGAINST],
        r#"{{ "total" | change_amount }}"#,
        Speak::Filter(f::change_amount),
    ),
    filter(
        "direction",
        "增加、减少或持平的说法",
        Of::Fact,
        &[AGAINST],
        r#"{{ "total" | direction }}"#,
        Speak::Filter(f::direction),
    ),
    filter(
        "change_growth",
        "增长或下降百分之几",
        Of::Fact,
        &[AGAINST],
        r#"{{ "total" | change_growth }}"#,
        Speak::Filter(f::change_growth),
    ),
    filter(
        "growth",
        "增减百分比",
        Of::Fact,
        &[AGAINST],
        r#"{{ "total" | growth }}"#,
        Speak::Filter(f::growth),
    ),
    filter(
        "compare",
        "决算数大于、小于或等于预算数：只有这个词",
        Of::Fact,
        &[BUDGET],
        r#"{{ "general.expenditure" | compare }}"#,
        Speak::Filter(f::compare),
    ),
    filter(
        "relation",
        "决算数与预算数的关系，样式的说法，直到原因之前",
        Of::Fact,
        &[BUDGET],
        r#"{{ "general.expenditure" | relation }}"#,
        Speak::Filter(f::relation),
    ),
    filter(
        "completion",
        "完成预算的百分比",
        Of::Fact,
        &[BUDGET],
        r#"{{ "general.expenditure" | completion(before="，完成年初预算的") }}"#,
        Speak::Filter(f::completion),
    ),
    filter(
        "share",
        "占比",
        Of::Fact,
        &[WHOLE, optional("zero", "部分和整体都是零时写0%", Takes::Flag)],
        r#"{{ "income.fiscal" | share(before="，占") }}"#,
        Speak::Filter(f::share),
    ),
    filter(
        "share_of_change",
        "增减额占总增减额的比",
        Of::Fact,
        &[CHANGED_WHOLE, BESIDE],
        r#"{{ "fiscal.income.general" | share_of_change(of="total") }}"#,
        Speak::Filter(f::share_of_change),
    ),
    filter(
        "share_note",
        "占比之和不是100时的尾差说明",
        Of::Fact,
        &[],
        r#"{{ "income.total" | share_note }}"#,
        Speak::Filter(f::share_note),
    ),
    filter(
        "reason",
        "增减（或决算数与预算数不同）的原因；数没有变化时什么也不写，没有填写时留下待填写的空",
        Of::Fact,
        &[AGAINST],
        r#"{{ "total" | reason(before="，主要原因是") }}"#,
        Speak::Filter(f::reason),
    ),
    filter(
        "remark",
        "补充资料里任何一个键填写了的文字，成一行，不带末尾的句号；没有填写就什么也不写",
        Of::Supplied,
        &[],
        r#"{{ "other.reception" | remark(before="（", after="）") }}"#,
        Speak::Filter(f::remark),
    ),
    filter(
        "text",
        "补充资料里的文字材料；没有填写时留下待填写的空",
        Of::Supplied,
        &[required("about", "要人写什么", Takes::Text)],
        r#"{{ "text.reception_purpose" | text(about="公务接待用途") }}"#,
        Speak::Filter(f::text),
    ),
    filter(
        "kept",
        "上年文档里不能照着写的文字：补充资料里填写了就用填写的，没有填写就把上年的话标出来请人核对",
        Of::Supplied,
        &[required("text", "上年的话", Takes::Text)],
        r#"{{ "text.kept_13_1" | kept(text="上年开展了一次检查。") }}"#,
        Speak::Filter(f::kept),
    ),
    filter(
        "purpose",
        "项级科目的主要用途",
        Of::Fact,
        &[],
        r#"{{ "general.item.2210201" | purpose }}"#,
        Speak::Filter(f::purpose),
    ),
    filter(
        "list",
        "把中间的每一行当作一项连起来，空的行不算",
        Of::Block,
        &[
            optional("separator", "各项之间的标点，不写就是“、”", Takes::Text),
            optional("paragraphs", "每项另起一段", Takes::Flag),
        ],
        r#"{% filter list(separator="；", after="。") %}"#,
        Speak::Filter(f::list),
    ),
    test("zero", "印出来是零；不知道的数不是零", &[ROLE], r#""income.other" is zero"#, Speak::Test(f::zero)),
    test("known", "这个数是知道的", &[ROLE], r#""total" is known(of="prior")"#, Speak::Test(f::known)),
    test(
        "comparable",
        "可以与上年（预算）比较",
        &[AGAINST],
        r#""total" is comparable"#,
        Speak::Test(f::comparable),
    ),
    test("unchanged", "与上年（预算）相同", &[AGAINST], r#""total" is unchanged"#, Speak::Test(f::unchanged)),
    test("increased", "比上年（预算）增加", &[AGAINST], r#""total" is increased"#, Speak::Test(f::increased)),
    test("growing", "可以算增减百分比", &[AGAINST], r#""total" is growing"#, Speak::Test(f::growing)),
    test(
        "budgeted",
        "有预算，或者预算数还不知道",
        &[BUDGET],
        r#""general.expenditure" is budgeted"#,
        Speak::Test(f::budgeted),
    ),
    test(
        "on_budget",
        "决算数等于预算数",
        &[BUDGET],
        r#""general.expenditure" is on_budget"#,
        Speak::Test(f::on_budget),
    ),
    test("shared", "可以算占比", &[WHOLE], r#""income.fiscal" is shared"#, Speak::Test(f::shared)),
    test(
        "shared_change",
        "可以算增减额的占比",
        &[CHANGED_WHOLE, BESIDE],
        r#""fiscal.income.general" is shared_change(of="total")"#,
        Speak::Test(f::shared_change),
    ),
    Word {
        name: "given",
        about: "补充资料里填写了",
        of: Of::Supplied,
        arguments: &[],
        example: r#""text.performance_goals" is given"#,
        speak: Speak::Test(f::given),
    },
    function(
        "items",
        "有金额的项级科目",
        &[
            required(
                "of",
                "哪一本预算",
                Takes::OneOf(&[
                    ("general", "一般公共预算"),
                    ("fund", "政府性基金"),
                    ("state", "国有资本经营预算"),
                ]),
            ),
            optional("class", "只列这一类的，写类的编码，如 class.code", Takes::Text),
            optional("group", "只列这一款的，写款的编码，如 group.code", Takes::Text),
        ],
        r#"{% for item in items(of="general") %}"#,
        Speak::Function(l::items),
    ),
    function(
        "groups",
        "有金额的款",
        &[
            required(
                "of",
                "哪些支出",
                Takes::OneOf(&[
                    ("general", "一般公共预算"),
                    ("fund", "政府性基金"),
                    ("state", "国有资本经营预算"),
                    ("expenditure", "全部支出"),
                ]),
            ),
            optional("class", "只列这一类的，写类的编码，如 class.code", Takes::Text),
            optional("changed", "本年没有、上年有的也列", Takes::Flag),
        ],
        r#"{% for group in groups(of="general") %}"#,
        Speak::Function(l::groups),
    ),
    function(
        "classes",
        "有金额的类",
        &[
            required(
                "of",
                "哪些支出",
                Takes::OneOf(&[
                    ("general", "一般公共预算"),
                    ("expenditure", "全部支出"),
                    ("basic", "一般公共预算基本支出，按经济分类"),
                ]),
            ),
            optional("changed", "本年没有、上年有的也列", Takes::Flag),
        ],
        r#"{% for class in classes(of="general") %}"#,
        Speak::Function(l::classes),
    ),
    function(
        "sources",
        "收入来源或支出类别的键",
        &[
            required("of", "收入还是支出", Takes::OneOf(&[("income", "收入"), ("expenditure", "支出")])),
            optional("all", "没有金额的也列", Takes::Flag),
            optional("changed", "本年没有、上年有的也列", Takes::Flag),
            optional("with", "没有金额也列的键，用逗号隔开，如 income.business,income.other", Takes::Text),
            optional("without", "不列的键，用逗号隔开：另有一句说它", Takes::Text),
            optional("detailed", "照样式的 details 列", Takes::Flag),
        ],
        r#"{% for key in sources(of="income") %}"#,
        Speak::Function(l::sources),
    ),
    function(
        "economic_names",
        "有金额的经济分类款名称，用顿号连起来",
        &[
            required(
                "of",
                "人员经费还是公用经费",
                Takes::OneOf(&[("personnel", "人员"), ("operating", "公用")]),
            ),
            optional("before", "写在前面的文字和标点；一个也没有，连同它一起不写", Takes::Text),
            optional("after", "写在后面的文字和标点；一个也没有，连同它一起不写", Takes::Text),
        ],
        r#"{{ economic_names(of="personnel", before="，主要包括：") }}"#,
        Speak::Function(l::economic_names),
    ),
    function(
        "class_changes",
        "各类支出的增减",
        &[required(
            "of",
            "哪些支出",
            Takes::OneOf(&[("expenditure", "全部支出"), ("general", "一般公共预算")]),
        )],
        r#"{{ class_changes(of="expenditure") }}"#,
        Speak::Function(l::class_changes),
    ),
    function(
        "vehicle_kinds",
        "有的车辆种类和辆数",
        &[
            optional("before", "写在前面的文字和标点；一个也没有，连同它一起不写", Takes::Text),
            optional("after", "写在后面的文字和标点；一个也没有，连同它一起不写", Takes::Text),
        ],
        r#"{{ vehicle_kinds(before="，其中：") }}"#,
        Speak::Function(l::vehicle_kinds),
    ),
    function(
        "three_public_parts",
        "三公经费的三项，有金额的在前",
        &[],
        "{% for part in three_public_parts() %}",
        Speak::Function(l::three_public_parts),
    ),
    function(
        "chart",
        "插入一张图",
        &[required("name", "图的名称", Takes::Text)],
        r#"{{ chart(name="收支总计") }}"#,
        Speak::Function(l::chart),
    ),
    function(
        "table",
        "插入一张公开表",
        &[required("name", "表号，01 至 09", Takes::Text)],
        r#"{{ table(name="09") }}"#,
        Speak::Function(l::table),
    ),
    variable("org", "部门（单位）名称", "{{ org }}"),
    variable("scope", "部门 或 单位", "{{ scope }}"),
    variable("year", "决算年度", "{{ year }}"),
    variable("prior_year", "上年", "{{ prior_year }}"),
    variable("next_year", "下年", "{{ next_year }}"),
    variable("year_in_words", "决算年度，汉字（二〇二三）", "{{ year_in_words }}"),
    variable("prior_year_in_words", "上年，汉字", "{{ prior_year_in_words }}"),
    variable("next_year_in_words", "下年，汉字", "{{ next_year_in_words }}"),
    variable("unchanged", "样式的持平说法", "{{ unchanged }}"),
    variable("versus", "样式的与上年比较的开头", "{{ versus }}"),
    variable("because", "样式的增减额与原因之间的文字", "{{ \"total\" | reason(before=because) }}"),
    variable("no_budget", "样式的没有年初预算的说法", "{{ no_budget }}"),
    variable(
        "completes",
        "样式的决算数与完成年初预算的百分比之间的文字",
        "{{ \"general.expenditure\" | completion(before=completes) }}",
    ),
    variable("budget_mark", "样式的与年初预算比较的两句之间的标点", "{{ budget_mark }}"),
    variable("item_completion", "样式的项级科目是否写完成年初预算的百分比", "{% if item_completion %}"),
    variable("procurement_in_full", "样式没有政府采购时是否逐项写0", "{% if procurement_in_full %}"),
    variable("asks_transfer", "样式是否总有转移支付项目自评结果一段", "{% if asks_transfer %}"),
    variable("asks_department", "样式是否总有部门评价结果一段", "{% if asks_department %}"),
    variable("asks_finance", "样式是否总有财政评价结果一段", "{% if asks_finance %}"),
    variable("item_mark", "样式的序号之后的符号", "{{ item_mark }}"),
    variable("percent_sign", "样式的百分号", "{{ percent_sign }}"),
    variable("structure_all", "样式是否列出没有金额的来源", "{% if structure_all %}"),
    variable("project_count", "绩效自评项目个数", "{{ project_count }}"),
    variable("project_budget", "绩效自评项目预算合计", "{{ project_budget }}"),
    variable("project_names", "前几个绩效自评项目的名称", "{{ project_names }}"),
    variable("projects", "绩效自评项目，逐个使用", "{% for project in projects %}"),
    variable("grades", "各自评等级的项目个数，逐个使用", "{% for grade in grades %}"),
    variable("all_grades", "全部自评等级的项目个数，没有的为0，逐个使用", "{% for grade in all_grades %}"),
    variable("has_assessment_forms", "“附件”文件夹里是否有绩效自评表", "{% if has_assessment_forms %}"),
    variable("first_year", "是否首个年度，没有上年决算可比", "{% if first_year %}"),
    variable("no_prior", "样式的首个年度的说法", "{{ no_prior }}"),
    variable("own_projects", "本级的绩效自评项目，逐个使用", "{% for project in own_projects %}"),
    variable("own_count", "本级的绩效自评项目个数", "{{ own_count }}"),
    variable("own_budget", "本级的绩效自评项目预算合计", "{{ own_budget }}"),
    variable("own_grades", "本级项目各自评等级的个数，逐个使用", "{% for grade in own_grades %}"),
    variable(
        "transfer_grades",
        "转移支付项目各自评等级的个数，逐个使用",
        "{% for grade in transfer_grades %}",
    ),
    variable("own_names", "前几个本级项目的名称", "{{ own_names }}"),
    variable(
        "transfer_projects",
        "转移支付的绩效自评项目，逐个使用",
        "{% for project in transfer_projects %}",
    ),
    variable("transfer_count", "转移支付的绩效自评项目个数", "{{ transfer_count }}"),
    variable("transfer_budget", "转移支付的绩效自评项目预算合计", "{{ transfer_budget }}"),
    variable("transfer_names", "前几个转移支付项目的名称", "{{ transfer_names }}"),
    variable("level", "绩效项目的级次，照样式的 level", "{{ level }}预算项目"),
    variable("summary_title", "绩效自评汇总表的名称，照样式", "{{ summary_title }}"),
    variable("forms_title", "项目绩效自评表的名称，照样式", "{{ forms_title }}"),
    variable("attachments_part", "附件这一部分的标题，照样式", "详见“{{ attachments_part }}”"),
    variable("average_score", "绩效自评平均得分", "{{ average_score }}"),
];
