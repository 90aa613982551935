//! Style packs as people use them: `juesuan template …`, own packs, own files, and what is said about mistakes.

use std::path::Path;

use crate::support::{Build, Run, juesuan, out, sample};
use tempfile::tempdir;

/// A pack for an imagined city: a dozen lines, with a section of its own.
const CITY: &str = r#"extends = "shandong"
title = "云溪市"
about = "想象的城市：全角百分号，不用千分位，另加一节"
percent_sign = "％"
thousands = false
unchanged = "和{prior}年一样"
omit = ["08_state.tera"]
[[insert]]
file = "20_people.tera"
title = "人员经费情况说明"
after = "06_basic.tera"
"#;
const CITY_SECTION: &str = "人员经费{{ \"general.personnel\" | amount }}\n{% if \"general.personnel\" is shared %}，占基本支出的{{ \"general.personnel\" | share }}{% endif %}。\n";

fn write(path: &Path, content: &str) {
    juesuan::platform::write_atomically(path, content.as_bytes()).expect("a file");
}

fn put(folder: &Path, pack: &str, files: &[(&str, &str)]) {
    let folder = folder.join("templates").join(pack);
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, content) in files {
        write(&folder.join(name), content);
    }
}

fn template(folder: &Path, arguments: &[&str]) -> Run {
    let mut all = vec!["template"];
    all.extend(arguments);
    juesuan(folder, &all)
}

fn build(folder: &Path, style: &str) -> (Run, String) {
    let arguments: Vec<String> = [
        "build",
        &sample("2023年决算.xlsx").to_string_lossy(),
        "--prior",
        &sample("2022年决算.xlsx").to_string_lossy(),
        "--budget",
        &sample("2023年预算.xlsx").to_string_lossy(),
        "--supplement",
        &sample("补充资料.xlsx").to_string_lossy(),
        "--style",
        style,
        "--templates",
        "templates",
        "--out",
        "out",
    ]
    .map(str::to_owned)
    .to_vec();
    let run = juesuan(folder, &arguments).expect_status(&[0]);
    let narrative = std::fs::read_to_string(folder.join("out/情况说明.md")).expect("a narrative");
    (run, narrative)
}

#[test]
fn a_city_is_a_pack_of_few_lines() {
    assert!(CITY.lines().count() + CITY_SECTION.lines().count() < 15);
    let work = tempdir().expect("a folder");
    put(work.path(), "yunxi", &[("style.toml", CITY), ("20_people.tera", CITY_SECTION)]);
    template(work.path(), &["check", "templates"]).expect_status(&[0]);
    let (run, text) = build(work.path(), "yunxi");
    run.expect_message(&["采用自己的模板2个", "20_people.tera", "云溪市"]);
    assert!(text.contains("收、支总计均为2381.99万元"), "{text}");
    assert!(text.contains("下降2.44％"), "{text}");
    assert!(text.contains("2、上级补助收入0万元。和2022年一样。"), "{text}");
    assert!(text.contains("## 七、人员经费情况说明\n\n人员经费608.64万元，占基本支出的90.91％。"), "{text}");
    assert!(text.contains("## 八、政府性基金") && text.contains("## 九、财政拨款“三公”经费"), "{text}");
    // What people typed stays as they typed it; it stands in the last section.
    let told = text.split("预算绩效情况说明").next().unwrap_or_default();
    assert!(!told.contains('%') && !told.contains("2,3"), "{text}");
    put(work.path(), "yunxi", &[("style.toml", &CITY.replace("06_basic", "06_bsic"))]);
    template(work.path(), &["check", "templates"]).expect_status(&[1]);
}

#[test]
fn packs_extend_along_a_chain() {
    let work = tempdir().expect("a folder");
    put(
        work.path(),
        "city",
        &[("style.toml", "extends = \"shandong-variant\"\ntitle = \"市\"\nabout = \"市\"\n")],
    );
    let district = "extends = \"city\"\ntitle = \"区\"\nabout = \"区\"\n[words]\nitem_mark = \".\"\n";
    put(work.path(), "district", &[("style.toml", district)]);
    let (_, text) = build(work.path(), "district");
    // From the variant, from shandong through it, and its own.
    assert!(text.contains("与2022年相比，收、支总计均减少59.65万元，下降2.44％。主要是"), "{text}");
    assert!(text.contains("2.上级补助收入0万元。与上年决算数一致。"), "{text}");
    put(work.path(), "loop", &[("style.toml", "extends = \"loop\"\ntitle = \"环\"\nabout = \"环\"\n")]);
    template(work.path(), &["preview", "一", "--style", "loop", "--templates", "templates"])
        .expect_status(&[2])
        .expect_message(&["extends", "绕回"]);
}

#[test]
fn one_setting_of_a_built_in_pack_is_one_line() {
    let work = tempdir().expect("a folder");
    put(work.path(), "shandong", &[("style.toml", "unchanged = \"与上年一样\"\n")]);
    template(work.path(), &["check", "templates"]).expect_status(&[0]);
    let (run, text) = build(work.path(), "shandong");
    run.expect_message(&["采用自己的模板1个", "style.toml"]);
    assert!(text.contains("2、上级补助收入0万元。与上年一样。"), "{text}");
    assert!(text.contains("2,381.99万元"), "the pack's other settings stay\n{text}");
    put(work.path(), "shandong", &[("style.toml", "unchangd = \"与上年一样\"\n")]);
    template(work.path(), &["list", "--templates", "templates"])
        .expect_status(&[2])
        .expect_message(&["没有“unchangd”这个选项"]);
}

/// Near miss of T001 to T010: T001 T002 T003 T004 T005 T006 T007 T008 T009 T010 are all silent.
#[test]
fn every_built_in_pack_stands_all_data() {
    let work = tempdir().expect("a folder");
    let run = template(work.path(), &["check"]).expect_status(&[0]);
    for pack in ["standard", "shandong", "shandong-variant", "henan", "hunan", "shanghai"] {
        let line = run.stdout.lines().find(|l| l.starts_with(&format!("{pack} ")));
        assert!(line.is_some_and(|l| l.contains("没有发现问题")), "{pack}\n{}", run.evidence());
    }
}

#[test]
fn each_mistake_is_found_with_its_place() {
    let broken = [
        ("T001", "支出{{ \"totl\" | amount }}。", "第1行第9列", "最接近的是“total”"),
        ("T001", "{% if \"income.other\" is zro %}无{% endif %}。", "第1行", "最接近的是“zero”"),
        ("T001", "合计{{ yaer }}。", "第1行第8列", "最接近的是“year”"),
        ("T001", "支出\n{% if \"total\" is zero %}无。", "T001", "{% endif %}"),
        ("T001", "占{{ \"income.fiscal\" | share }}。", "第1行", "各数均为零"),
        // In a branch that no data reaches.
        (
            "T001",
            "收入{% if year == 1 %}{{ \"incom.fiscal\" | amount }}{% endif %}。",
            "第1行第27列",
            "income.fiscal",
        ),
        (
            "T001",
            "{{ <versus_prior key=\"totals\" subject=\"总计\" /> }}",
            "第1行第23列",
            "最接近的是“total”",
        ),
        ("T003", "{% if not \"total\" is zero %}有。{% endif %}", "整节没有文字", "各数均为零"),
        ("T004", "“三公经费{{ \"three_public.total\" | amount }}。", "没有对应的", "”"),
        (
            "T005",
            "收入{{ \"total\" | amount }}，{% if \"total\" is zero %}为零{% endif %}。",
            "，。",
            "一般数据",
        ),
        ("T006", "2023年收入{{ \"total\" | amount }}。", "第1行第1列", "{{ year }}"),
        ("T009", "支出12.5万元，总计{{ \"total\" | amount }}。", "第1行第5列", "12.5万元"),
        ("T001", "合计｛｛ year ｝｝年。", "第1行第5列", "全角"),
        ("T001", "合计{ year }年。", "第1行第5列", "照原样印出来"),
        ("T001", "合计{{ year }年。", "第1行第5列", "没有对应的“}}”"),
        ("T001", "支出{{ “total” | amount }}。", "第1行第8列", "要用英文（半角）的 \""),
        ("T001", "支出{{ \"total\" ｜ amount }}。", "第1行", "要用英文（半角）的 |"),
        ("T001", "{% set x = year %}{{ x }}年。", "第1行第4列", "模板里不用“set”"),
        ("T001", "{% include \"../../secret.tera\" %}", "第1行第4列", "模板里不用“include”"),
        (
            "T007",
            "收入{% if not \"total\" is zero %}{{ \"total\" | number }}{% endif %}万元。",
            "没有数字",
            "各数均为零",
        ),
    ];
    for (code, content, place, hint) in broken {
        let work = tempdir().expect("a folder");
        put(work.path(), "standard", &[("01_total.tera", content)]);
        let run = template(work.path(), &["check", "templates"]).expect_status(&[1]);
        let found = run.stdout.contains(&format!("[{code}]")) && run.stdout.contains(place);
        assert!(found && run.stdout.contains(hint), "{code} {place} {hint}\n{}", run.evidence());
        assert!(
            code != "T001"
                || run.stdout.contains(content.lines().last().unwrap_or_default())
                || place == "T001",
            "the source line is shown\n{}",
            run.evidence()
        );
    }
}

/// T002.
#[test]
fn files_that_nothing_uses_are_named() {
    let work = tempdir().expect("a folder");
    put(
        work.path(),
        "shandong",
        &[
            ("01_totl.tera", "收入。"),
            (
                "_versus_prior.tera",
                "{% component versus_prior(key, subject=\"\", each=\"\") %}\n{{ subject }}{{ key | change }}\n{% endcomponent versus_prior %}\n",
            ),
        ],
    );
    put(work.path(), "shangdong", &[("01_total.tera", "收入。")]);
    write(&work.path().join("templates/05_general.tera"), "支出。");
    let run = template(work.path(), &["check", "templates"]).expect_status(&[1]);
    for text in [
        "01_totl.tera",
        "是不是“01_total.tera”",
        "文件夹“shangdong”不是样式",
        "是不是“shandong”",
        "文件“05_general.tera”不在任何样式的文件夹里",
    ] {
        assert!(run.stdout.contains(text), "{text}\n{}", run.evidence());
    }
    assert!(!run.stdout.contains("_versus_prior.tera"), "{}", run.evidence());
}

#[test]
fn an_export_changes_nothing_and_overwrites_nothing() {
    let work = tempdir().expect("a folder");
    template(work.path(), &["export", "山东", "templates"]).expect_status(&[0]);
    template(work.path(), &["check", "templates"]).expect_status(&[0]);
    let (_, own) = build(work.path(), "shandong");
    let plain = tempdir().expect("a folder");
    Build::sample_2023().run(plain.path()).expect_status(&[0]);
    let built_in = std::fs::read_to_string(out(plain.path()).join("情况说明.md")).expect("a narrative");
    assert_eq!(own, built_in);

    let file = work.path().join("templates/shandong/01_total.tera");
    let text = std::fs::read_to_string(&file).expect("the export");
    assert!(text.starts_with("{#-") && text.contains("来源：standard/01_total.tera"), "{text}");
    write(&file, "我改的。");
    template(work.path(), &["export", "shandong", "templates"])
        .expect_status(&[0])
        .expect_message(&["01_total.tera 已经有了，保留不动"]);
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), "我改的。");
    template(work.path(), &["export", "shandong", "templates", "99.tera"])
        .expect_status(&[2])
        .expect_message(&["没有文件“99.tera”", "05_general.tera"]);
}

#[test]
fn a_newer_program_says_what_changed_under_an_override() {
    let work = tempdir().expect("a folder");
    template(work.path(), &["export", "shandong", "templates", "01_total.tera"]).expect_status(&[0]);
    // As if an older program, whose file read otherwise, had written both.
    let folder = work.path().join("templates/shandong");
    let older = |text: &str| text.replace("收、支总计均为", "收支总计为");
    let original_path = folder.join(".原件/01_total.tera");
    let original = older(&std::fs::read_to_string(&original_path).expect("the original"));
    write(&original_path, &original);
    let path = folder.join("01_total.tera");
    let exported = older(&std::fs::read_to_string(&path).expect("the export"));
    let checksum = juesuan::style::exported::checksum(&original);
    let at = exported.find("校验：").expect("a checksum") + "校验：".len();
    let exported = format!("{}{checksum}{}", &exported[..at], &exported[at + checksum.len()..]);
    write(&path, &exported);
    let run = template(work.path(), &["check", "templates"]).expect_status(&[1]);
    for text in
        ["[T008]", "standard/01_total.tera", "- {{ year }}年度收支总计为", "+ {{ year }}年度收、支总计均为"]
    {
        assert!(run.stdout.contains(text), "{text}\n{}", run.evidence());
    }
}

#[test]
fn keys_can_be_searched_with_their_values() {
    let work = tempdir().expect("a folder");
    let book = sample("2023年决算.xlsx");
    let book = book.to_string_lossy();
    let run = template(work.path(), &["vars", &book, "公务接待"]).expect_status(&[0]);
    let line = run.stdout.lines().find(|l| l.contains("three_public.reception ")).unwrap_or_default();
    for text in ["公务接待费", "万元", "0.68", "0.90"] {
        assert!(line.contains(text), "{text}\n{}", run.evidence());
    }
    assert!(run.stdout.contains("count.reception_domestic_batches"), "{}", run.evidence());
    assert!(!run.stdout.contains("income.total"), "{}", run.evidence());
    let all = template(work.path(), &["vars"]).expect_status(&[0]).stdout;
    for text in ["income.total", "change_amount", "prior_year", "text.reception_purpose"] {
        assert!(all.contains(text), "{text}");
    }
}

#[test]
fn a_section_can_be_previewed_by_number_title_or_file() {
    let work = tempdir().expect("a folder");
    for section in ["一", "1", "总体情况", "01_total"] {
        let run = template(work.path(), &["preview", section, "--style", "shanghai"]).expect_status(&[0]);
        let text = &run.stdout;
        assert!(
            text.contains("## 一、收入支出决算总体情况说明") && text.contains("收入支出总计"),
            "{section}\n{text}"
        );
    }
    template(work.path(), &["preview", "九十九"]).expect_status(&[2]).expect_message(&["没有“九十九”这一节"]);
    let list = template(work.path(), &["list"]).expect_status(&[0]).stdout;
    assert!(list.contains("shandong-variant") && list.contains("（继承 shandong）"), "{list}");
}

/// Every mistake in how a word is used names the word, what it takes, and where it stands.
#[test]
fn wrong_arguments_are_explained() {
    for (content, says) in [
        ("{{ \"total\" | amount(off=\"prior\") }}", "amount没有“off”这个参数，可用的参数：of、before、after"),
        (
            "{{ \"total\" | amount(of=\"priro\") }}",
            "参数 of 只能是 current（本年）、prior（上年）、budget（预算）",
        ),
        ("{{ \"total\" | amount(of=1) }}", "参数 of 应是引号里的文字，实际是“1”"),
        ("{{ \"income.fiscal\" | share(zero=\"true\") }}", "参数 zero 只能是 true 或 false（不加引号）"),
        ("{{ year | amount }}", "amount之前应是英文引号里的键，如 {{ \"total\" | amount }}，实际是“2098”"),
        ("{{ \"text.duties\" | text }}", "text缺少参数 about（要人写什么）"),
        (
            "{% for i in items(of=\"all\") %}{{ i.name }}{% endfor %}",
            "参数 of 只能是 general（一般公共预算）",
        ),
        ("{{ \"yoy.total\" | reason }}", "reason 之前写指标的键，不带 yoy.：{{ \"total\" | reason }}"),
        ("{{ \"yoy.total\" | because }}", "“because”已经不用了，请写 “{{ \"total\" | reason("),
        ("{{ \"total\" | change_with_reason }}", "reason(before=because) }}。”"),
        ("占{{ \"procurement.works\" | share }}", "把前面的文字写进括号"),
        ("{% if project_count == 0 %}无{% else %}有{% endif %}。", "有没有项目请写 {% if projects %}"),
    ] {
        let work = tempdir().expect("a folder");
        put(work.path(), "standard", &[("01_total.tera", content)]);
        let run = template(work.path(), &["check", "templates"]).expect_status(&[1]);
        assert!(run.stdout.contains(says), "{says}\n{}", run.evidence());
        assert!(run.stdout.contains("01_total.tera 第1行"), "{}", run.evidence());
    }
    // The Chinese names of choices are good, too.
    let work = tempdir().expect("a folder");
    let good = "上年{{ \"total\" | amount(of=\"上年\") }}，比预算{{ \"agency_operation\" | change(against=\"预算\") }}。";
    put(work.path(), "standard", &[("01_total.tera", good)]);
    template(work.path(), &["check", "templates"]).expect_status(&[0]);
}

/// A list joins what there is; conditions inside need no commas.
#[test]
fn a_list_joins_the_lines_that_say_something() {
    let list = r#"收入
{% filter list(before="，其中：", separator="；", after="。") %}
{% for key in sources(of="income") %}
{{ key | label }}{{ key | amount }}
{% endfor %}
{% if "income.superior" is zero %}没有上级补助收入{% endif %}
{{ "procurement.goods_sme" | share(before="不写") }}
{% endfilter %}
{% filter list(after="不写") %}
{% if year == 1 %}甲{% endif %}
{% endfilter %}
"#;
    let work = tempdir().expect("a folder");
    put(work.path(), "standard", &[("01_total.tera", list)]);
    let run = template(work.path(), &["preview", "一", "--templates", "templates"]).expect_status(&[0]);
    let says = "收入，其中：财政拨款收入785.36万元；其他收入3.65万元；没有上级补助收入。";
    assert!(run.stdout.lines().any(|l| l == says), "{}", run.evidence());
}

/// No template of the program needs whitespace control: lines are joined, and only blank ones end a paragraph.
#[test]
fn built_in_templates_have_no_whitespace_control() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut files = 0;
    for pack in std::fs::read_dir(root).expect("templates").flatten() {
        for file in std::fs::read_dir(pack.path()).expect("a pack").flatten() {
            let text = std::fs::read_to_string(file.path()).expect("a file");
            for mark in ["{%-", "-%}", "{{-", "-}}", "{#-", "loop.last", "loop.first"] {
                assert!(!text.contains(mark), "{} has {mark}", file.path().display());
            }
            files += 1;
        }
    }
    assert!(files > 50, "{files}");
}

/// Whatever a template repeats, joins or hands to itself, it ends soon, says where, and says that it is a limit.
#[test]
fn what_has_no_end_is_stopped() {
    let codes = r#"{% for a in items(of="general") %}{% for b in items(of="general") %}{% for c in items(of="general") %}{% for d in items(of="general") %}{% for e in items(of="general") %}{% for f in items(of="general") %}{% for g in items(of="general") %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}收入。"#;
    let letters = "{% for a in \"".to_owned()
        + &"甲".repeat(30_000)
        + "\" %}{% for b in \""
        + &"乙".repeat(30_000)
        + "\" %}{% endfor %}{% endfor %}收入。";
    let doubling: String = (1..12)
        .map(|n| {
            format!(
                "{{% component c{n}(s) %}}{{{{ <c{} s={{s ~ s ~ s}} /> }}}}{{% endcomponent c{n} %}}\n",
                n + 1
            )
        })
        .chain([
            "{% component c12(s) %}{{ s }}{% endcomponent c12 %}\n{{ <c1 s=\"甲乙丙丁\" /> }}。".to_owned()
        ])
        .collect();
    let branching = "{% component tree(n) %}{{ <tree n=\"a\" /> }}{{ <tree n=\"b\" /> }}{% endcomponent tree %}\n{{ <tree n=\"c\" /> }}。";
    let long = "{% filter list %}\n{% for a in \"".to_owned()
        + &"甲".repeat(20_000)
        + "\" %}\n"
        + &"收入".repeat(10_000)
        + "\n{% endfor %}\n{% endfilter %}。";
    let nested = |open: &str, close: &str| format!("{}收入{}。", open.repeat(8_000), close.repeat(8_000));
    let conditions = nested("{% if true %}", "{% endif %}");
    let loops = nested("{% for a in \"甲\" %}", "{% endfor %}");
    for content in [codes, &letters, &doubling, branching, &long, &conditions, &loops] {
        let work = tempdir().expect("a folder");
        put(work.path(), "standard", &[("01_total.tera", content)]);
        let start = std::time::Instant::now();
        let run = template(work.path(), &["preview", "一", "--templates", "templates"]).expect_status(&[3]);
        run.expect_message(&["01_total.tera 第"]);
        assert!(run.stderr.contains("模板要做的事太多"), "{}", run.evidence());
        // Two seconds are promised; a loaded machine and a debug build get more.
        assert!(start.elapsed().as_secs() < 20, "{:?}\n{}", start.elapsed(), run.evidence());
    }
}

/// Templates that only look large are refused as soon, with file and line: nothing in them is deep enough for the reader to
/// run out of stack, or long enough for it to take long.
#[test]
fn expressions_without_measure_are_refused() {
    let many = |text: &str, count: usize| text.repeat(count);
    let cases = [
        format!("{{{{ {}1{} }}}}。", many("(", 30_000), many(")", 30_000)),
        format!("{{{{ {}1{} }}}}。", many("[", 30_000), many("]", 30_000)),
        format!("{{% if {}true %}}收入{{% endif %}}。", many("not ", 30_000)),
        format!("{{{{ {}1 }}}}。", many("-", 100_000)),
        format!("{{{{ {}1 }}}}。", many("1 if true else ", 10_000)),
        format!("{{{{ {}\"a\" }}}}。", many("\"a\" ~ ", 30_000)),
        format!("{{{{ \"total\" {} }}}}。", many("| amount ", 20_000)),
        format!("{{{{ {} }}}}。", many("9", 4_000)),
        "{% for i in range(end=1000000000) %}收入{% endfor %}。".to_owned(),
        "{% include \"01_total.tera\" %}。".to_owned(),
        "{% extends \"01_total.tera\" %}".to_owned(),
        format!("{}{{{{ a }}}}。", many("{% set a = a ~ a %}", 40)),
        many("{{", 100_000),
        many("{% raw %}", 20_000),
    ];
    for content in cases {
        let work = tempdir().expect("a folder");
        put(work.path(), "standard", &[("01_total.tera", &content)]);
        let start = std::time::Instant::now();
        let run = template(work.path(), &["preview", "一", "--templates", "templates"]).expect_status(&[3]);
        run.expect_message(&["01_total.tera 第1行"]);
        assert!(!run.stderr.contains("内部错误") && !run.stderr.contains("panicked"), "{}", run.evidence());
        assert!(start.elapsed().as_secs() < 20, "{:?}\n{}", start.elapsed(), run.evidence());
    }
}

#[cfg(unix)]
#[test]
fn links_never_leave_the_templates_folder() {
    let work = tempdir().expect("a folder");
    put(
        work.path(),
        "standard",
        &[("_shared.tera", "{% component shared() %}共用{% endcomponent shared %}\n")],
    );
    write(&work.path().join("outside.tera"), "外面的文字。");
    let link = work.path().join("templates/standard/01_total.tera");
    std::os::unix::fs::symlink(work.path().join("outside.tera"), &link).expect("a link");
    template(work.path(), &["preview", "一", "--templates", "templates"])
        .expect_status(&[3])
        .expect_message(&["01_total.tera", "指向模板文件夹之外"]);
    std::fs::remove_file(&link).expect("the link");
    // A link inside the folder is the project's own.
    write(&work.path().join("templates/standard/01_own.tera"), "里面的文字{{ \"total\" | amount }}。");
    std::os::unix::fs::symlink(work.path().join("templates/standard/01_own.tera"), &link).expect("a link");
    let run = template(work.path(), &["preview", "一", "--templates", "templates"]).expect_status(&[0]);
    assert!(run.stdout.contains("里面的文字"), "{}", run.evidence());
    std::fs::remove_file(&link).expect("the link");
    write(&link, &"收入。".repeat(40_000));
    template(work.path(), &["preview", "一", "--templates", "templates"])
        .expect_status(&[3])
        .expect_message(&["超过256KB"]);
}

/// In a project the commands speak of the project's style, its options, its templates and its data.
#[test]
fn template_commands_know_the_project() {
    let work = tempdir().expect("a folder");
    let root = work.path().join("项目");
    juesuan(work.path(), &["init", "项目", "--style", "shandong", "--year", "2023"]).expect_status(&[0]);
    let elsewhere =
        template(work.path(), &["preview", "一", "--style", "shandong"]).expect_status(&[0]).stdout;
    let standard = template(work.path(), &["preview", "一"]).expect_status(&[0]).stdout;
    assert_ne!(elsewhere, standard, "the two styles differ in section 一");
    let headings = elsewhere.lines().filter(|line| line.starts_with("## ")).count();
    assert_eq!(headings, 1, "一 is one section, not every title with 一般公共预算: {elsewhere}");
    let run = template(&root, &["preview", "一"]).expect_status(&[0]);
    assert_eq!(run.stdout, elsewhere, "{}", run.evidence());
    assert!(run.stderr.contains("改用试算数据"), "{}", run.evidence());

    let data = root.join("2023年/决算.xlsx");
    std::fs::copy(sample("2023年决算.xlsx"), &data).expect("copied");
    let run = template(&root.join("2023年"), &["preview", "一"]).expect_status(&[0]);
    assert!(run.stdout.contains("收、支总计均为2,381.99万元"), "{}", run.evidence());
    let run = template(work.path(), &["vars", "收、支总计", "--project", "项目"]).expect_status(&[0]);
    assert!(run.stdout.contains("2,381.99"), "{}", run.evidence());

    put(&root, "shandong", &[("01_total.tera", "{{ \"totl\" | amount }}万元。")]);
    let run = template(&root.join("2023年"), &["check"]).expect_status(&[1]);
    assert!(run.stdout.contains("totl"), "{}", run.evidence());
}
