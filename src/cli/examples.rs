//! What is typed, for every command: shown under its help, in its page of the manual and in its man page, and run by a
//! test in this order in one folder.

/// Of each command, by its path below `juesuan`: what is typed, and what it is for.
const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "build",
        &[
            (
                "juesuan build 2023年决算.xlsx --prior 2022年决算.xlsx --budget 2023年预算.xlsx --out 2023公开",
                "生成一份报告，要填的写在 2023公开/补充资料.xlsx 里",
            ),
            (
                "juesuan build 2023年决算.xlsx --prior 2022年决算.xlsx --budget 2023年预算.xlsx --supplement 补充资料.xlsx --style 山东 --out 2023公开",
                "用填好的补充资料、山东的写法",
            ),
            ("juesuan build 2024年决算.xlsx --like 2023公开/决算公开.docx --out 2024公开", "照上年的文档写"),
            (
                "juesuan build 2023年决算.xlsx --prior 2022年决算.xlsx --format docx,xlsx --out 只要两种",
                "只写 Word 文档和公开表",
            ),
        ],
    ),
    (
        "inspect",
        &[
            ("juesuan inspect 2023年决算.xlsx", "认出了哪些表、哪一年、哪个单位、什么金额单位"),
            ("juesuan inspect 2023年决算.xlsx --amounts", "连同读到的每一个金额"),
        ],
    ),
    ("read", &[("juesuan read 2023公开/决算公开.docx", "文档里有什么，文中每个数说的是什么")]),
    (
        "proofread",
        &[
            ("juesuan proofread 2023公开/决算公开.docx", "文档与自己核对"),
            (
                "juesuan proofread 2023公开/决算公开.docx 2023年决算.xlsx --prior 2022年决算.xlsx --out 校对",
                "再与导出文件逐数核对，写出带批注的副本",
            ),
            ("juesuan proofread 2023公开 --out 校对结果", "一个文件夹里的全部文档"),
        ],
    ),
    ("init", &[("juesuan init 决算公开 --year 2023", "建立项目文件夹，今后每年在里面做")]),
    ("rollover", &[("juesuan rollover 2024 --project 决算公开", "建立下一年的文件夹")]),
    (
        "check",
        &[
            ("juesuan check 2023年决算.xlsx --prior 2022年决算.xlsx", "核对勾稽关系，不写文件"),
            ("juesuan check 2023年决算.xlsx --format json", "结果给别的程序用"),
        ],
    ),
    (
        "batch",
        &[
            ("juesuan batch 各单位 --out 全部结果", "每个子文件夹一个单位，全部生成"),
            ("juesuan batch 各单位 --out 核对结果 --check", "只核对"),
            (
                "juesuan batch 各单位 --out 核对结果 --check --whole 部门汇总.xlsx",
                "部门汇总与各单位之和逐格核对",
            ),
        ],
    ),
    (
        "window",
        &[
            ("juesuan window", "在浏览器里做；双击程序也一样"),
            ("juesuan window 决算公开", "直接打开一个项目"),
        ],
    ),
    ("template list", &[("juesuan template list", "有哪些样式")]),
    (
        "template export",
        &[("juesuan template export shandong templates 01_total.tera", "导出一节，用记事本改")],
    ),
    ("template vars", &[("juesuan template vars 2023年决算.xlsx 公务接待", "查找模板里用的键和本单位的数")]),
    ("template check", &[("juesuan template check templates", "用各种极端数据检查自己的模板")]),
    (
        "template preview",
        &[("juesuan template preview 一 --style shandong --templates templates", "看第一节写出来是什么样子")],
    ),
    (
        "template learn",
        &[(
            "juesuan template learn 2023公开/决算公开.docx templates --name 本局",
            "把一份文档的写法学成自己的样式",
        )],
    ),
    (
        "manual",
        &[("juesuan manual", "在浏览器里打开使用说明"), ("juesuan manual --out 使用说明.html", "只写成文件")],
    ),
    ("completions", &[("juesuan completions bash", "输出 bash 的补全脚本")]),
    (
        "man",
        &[
            ("juesuan man", "输出 juesuan(1)"),
            ("juesuan man build", "输出 juesuan-build(1)"),
            ("juesuan man --out man1", "各命令的手册页写进文件夹"),
        ],
    ),
];

/// What is typed for a command, by its path below `juesuan`.
pub(super) fn of(path: &str) -> &'static [(&'static str, &'static str)] {
    EXAMPLES.iter().find(|(of, _)| *of == path).map(|(_, lines)| *lines).unwrap_or_default()
}

/// Commands of which the program's own help shows the first example.
const FIRST: [&str; 7] = ["window", "build", "init", "check", "proofread", "batch", "manual"];

/// The examples as they stand under a command's help; empty if it has none.
pub(super) fn under_help(path: &str) -> String {
    let line = |(typed, about): &(&str, &str)| format!("  {typed}\n      {about}\n");
    let lines: String = match path {
        "" => FIRST.iter().filter_map(|command| of(command).first()).map(line).collect(),
        path => of(path).iter().map(line).collect(),
    };
    if lines.is_empty() { lines } else { format!("例：\n{lines}") }
}
