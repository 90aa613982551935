//! juesuan.toml: what a project is about. Every key has a Chinese comment; unknown keys are errors with their line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::accounts::MovedCodes;
use crate::error::{Error, Result};
use crate::subject::Scope;

/// The file's name.
pub const CONFIG_FILE: &str = "juesuan.toml";

/// juesuan.toml as written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// 部门（单位）名称; the export's own if empty.
    pub department: String,
    /// 部门 or 单位.
    pub scope: String,
    /// The first year there are accounts of (a new unit): nothing to compare that year with.
    pub first_year: Option<u16>,
    /// The document whose wording reports take over: `上年` for last year's, or a path in the project; empty for none.
    pub like: String,
    /// Style and its options.
    pub style: toml::Table,
    /// Folders.
    pub folders: Folders,
    /// 科目 whose code changed: this year's code = the earlier one.
    pub moved_codes: BTreeMap<String, String>,
}

/// Folder names, relative to the project; `{year}` is the year.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Folders {
    /// A year's inputs and its 补充资料.xlsx.
    pub year: String,
    /// A year's outputs.
    pub output: String,
    /// 项目支出绩效自评表 of a year.
    pub performance: String,
    /// Own templates.
    pub templates: String,
}

impl Default for Folders {
    fn default() -> Folders {
        Folders {
            year: "{year}年".into(),
            output: "{year}年/公开".into(),
            performance: format!("{{year}}年/{PERFORMANCE}"),
            templates: "templates".into(),
        }
    }
}

/// The folder of 项目支出绩效自评表 below a year's files.
const PERFORMANCE: &str = "绩效自评表";

/// Bytes of a juesuan.toml; one declares a few dozen lines.
const MOST_BYTES: u64 = 1024 * 1024;

const KEYS: [&str; 7] = ["department", "scope", "first_year", "like", "style", "folders", "moved_codes"];
const FOLDER_KEYS: [&str; 4] = ["year", "output", "performance", "templates"];

/// Reads and checks a juesuan.toml.
///
/// # Errors
/// It is no TOML, a key is unknown or a value is of the wrong kind; the message names the line.
pub fn read(path: &Path) -> Result<Config> {
    let bytes = crate::package::read_file(path, MOST_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let reason = "文件必须是UTF-8编码。请在记事本中选择“另存为”，编码选“UTF-8”".to_owned();
        Error::Read { path: path.to_owned(), reason }
    })?;
    parse(text.strip_prefix('\u{feff}').unwrap_or(&text), path)
}

fn parse(text: &str, path: &Path) -> Result<Config> {
    let config: Config = toml::from_str(text).map_err(|e| {
        // An error that stands nowhere in particular names no line.
        let line = e.span().map(|s| text[..s.start.min(text.len())].matches('\n').count() + 1);
        let at = line.map_or_else(String::new, |line| format!(" 第{line}行"));
        Error::Usage(format!("{}{at}：{}", path.display(), explain(e.message())))
    })?;
    let complain = |key: &str, what: String| {
        let line = line_of(text, key);
        Err(Error::Usage(format!("{} 第{line}行：{what}", path.display())))
    };
    if !matches!(config.scope.as_str(), "" | "部门" | "单位") {
        return complain("scope", format!("scope 只能是“部门”或“单位”，实际是“{}”", config.scope));
    }
    if !config.folders.year.contains("{year}") {
        return complain("year", "folders.year 里应有 {year}，如 \"{year}年\"".to_owned());
    }
    let is_item =
        |code: &str| code.len() == 7 && code.starts_with('2') && code.bytes().all(|b| b.is_ascii_digit());
    for (now, before) in &config.moved_codes {
        let twice = config.moved_codes.values().filter(|other| *other == before).count() > 1;
        let chained = config.moved_codes.contains_key(before);
        if let Some(wrong) = [now, before].into_iter().find(|code| !is_item(code)) {
            return complain(now, format!("科目编码应是7位的项级科目（如 2079903），实际是“{wrong}”"));
        }
        if twice || chained {
            let what =
                if twice { "对应了两个科目" } else { "本身又写成了有以前编码的科目" };
            return complain(now, format!("以前的科目编码 {before} {what}，不能确定怎样比较"));
        }
    }
    for (key, value) in &config.style {
        if matches!(value, toml::Value::Array(_) | toml::Value::Datetime(_)) {
            return complain(key, format!("样式选项“{key}”应为文字、true 或 false"));
        }
    }
    Ok(config)
}

/// The line of a key, for messages about its value.
pub fn line_of(text: &str, key: &str) -> usize {
    let bare = |line: &str| line.trim_start().trim_start_matches('"').to_owned();
    let is_key = |line: &str| {
        bare(line).strip_prefix(key).is_some_and(|r| r.trim_start_matches('"').trim_start().starts_with('='))
    };
    text.lines().position(is_key).map_or(1, |n| n + 1)
}

fn explain(message: &str) -> String {
    let parts: Vec<&str> = message.split('`').collect();
    match parts.as_slice() {
        ["unknown field ", field, ..] => {
            let known = if message.contains("templates") { &FOLDER_KEYS[..] } else { &KEYS[..] };
            let near = crate::text::nearest(field, known.iter().copied()).map(|k| format!("，是不是“{k}”"));
            format!("没有“{field}”这一项{}。可用的有：{}", near.unwrap_or_default(), known.join("、"))
        }
        _ if message.starts_with("invalid type") => {
            let wanted = if message.contains("a map") || message.contains("table") {
                "这里应是一组设置（如 [style]）"
            } else {
                "这里应是加引号的文字"
            };
            format!("值的类型不对，{wanted}")
        }
        _ if message.contains("duplicate key") => "同一项写了两次".to_owned(),
        _ => format!("不是有效的TOML（{message}）。文字要加英文引号，如 department = \"某某局\""),
    }
}

impl Config {
    /// The settings of a unit whose files all lie in one folder without a juesuan.toml.
    pub(super) fn of_one_folder() -> Config {
        let folders = Folders {
            year: ".".into(),
            output: "{year}年度决算公开".into(),
            performance: PERFORMANCE.into(),
            ..Folders::default()
        };
        Config { folders, ..Config::default() }
    }

    /// The scope, if one is set.
    pub fn scope(&self) -> Option<Scope> {
        match self.scope.as_str() {
            "部门" => Some(Scope::Department),
            "单位" => Some(Scope::Unit),
            _ => None,
        }
    }

    /// Codes that were others before.
    pub fn moved_codes(&self) -> MovedCodes {
        MovedCodes::new(self.moved_codes.clone())
    }

    /// The style's name; the standard one if none is set.
    pub fn style_name(&self) -> &str {
        self.style.get("name").and_then(toml::Value::as_str).unwrap_or("standard")
    }

    /// Style options as `key=value` with dotted keys.
    pub fn style_options(&self) -> Vec<(String, String)> {
        let mut options = Vec::new();
        for (key, value) in self.style.iter().filter(|(key, _)| *key != "name") {
            flatten(key, value, &mut options);
        }
        options
    }
}

fn flatten(key: &str, value: &toml::Value, options: &mut Vec<(String, String)>) {
    match value {
        toml::Value::Table(table) => {
            for (inner, value) in table {
                flatten(&format!("{key}.{inner}"), value, options);
            }
        }
        toml::Value::String(text) => options.push((key.to_owned(), text.clone())),
        other => options.push((key.to_owned(), other.to_string())),
    }
}

impl Folders {
    /// A folder pattern in a year, below the project's root.
    pub fn at(root: &Path, pattern: &str, year: u16) -> PathBuf {
        let way = pattern.replace("{year}", &year.to_string());
        way.split(['/', '\\'])
            .filter(|p| !p.is_empty() && *p != ".")
            .fold(root.to_owned(), |path, part| path.join(part))
    }

    /// The year a folder's name stands for.
    pub fn year_of(&self, name: &str) -> Option<u16> {
        let (before, after) = self.year.split_once("{year}")?;
        let digits = name.strip_prefix(before)?.strip_suffix(after)?;
        digits.parse().ok().filter(|y| digits.len() == 4 && (1990..2100).contains(y))
    }
}

/// What `init` found out, to be written into a new juesuan.toml.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// 部门（单位）名称
    pub department: String,
    /// Style.
    pub style: String,
    /// Why this style.
    pub style_reason: String,
    /// Scope.
    pub scope: Option<Scope>,
    /// Whether last year's document is the model.
    pub like_last_year: bool,
}

/// A new juesuan.toml with its comments.
pub fn render(found: &Found) -> String {
    let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let folders = Folders::default();
    format!(
        r#"# 决算公开项目的设置。改动后保存（UTF-8编码），下次运行 juesuan build 时生效。
# “#”后面的文字是说明；去掉行首的“#”，这一项就起作用。

# 部门（单位）名称。留空则采用导出文件里的名称
department = {department}

# 报告范围：部门（含所属单位）或 单位
scope = {scope}

# 首个年度：新设单位没有上年决算的那一年，报告不与上年比较
# first_year = 2023

# 样板：照一份文档的话写。"上年" 是上年的公开文档（在 Word 里改过的 决算公开.docx 优先），也可以写文件名，如 "样板.docx"
{like}like = "上年"

[style]
# 样式：standard（通用）、shandong（山东）、henan（河南）、hunan（湖南）、shanghai（上海）{reason}
name = {style}
# 收入、支出结构列出哪些来源：all 全部，nonzero 只列有金额的
# structure = "nonzero"
# 百分号：% 或 ％
# percent_sign = "%"
# 与上年相同时的说法，{{prior}} 代表上年
# unchanged = "与{{prior}}年度决算数持平"
# 表格中零的写法：空、0 或 0.00
# zero_cell = "0.00"
# 正文数字的千分位分隔
# thousands = false
# 正文数字的小数：fixed 固定两位，trim 去掉末尾的零
# decimals = "fixed"
# 正文金额的单位：万元或元；写元时，增减额和百分比都按元计算
# amount_unit = "万元"
# 正文百分比写几位小数：0、1 或 2
# percent_decimals = 2
# 增减额和百分比按什么计算：printed 按印出的万元数，exact 按元
# basis = "printed"
# 占比之和不是100时：none 不说明，note 加注，largest 调整最大的一项
# balance = "none"

[folders]
# 以下文件夹都相对于本文件所在的文件夹，{{year}} 代表年度
# 每年的导出文件、预算表和补充资料放在这里
year = {year}
# 生成的公开表、情况说明等写到这里
output = {output}
# 项目支出绩效自评表（每个项目一个工作簿）放在这里
performance = {performance}
# 自己的模板，没有可以不建
templates = {templates}

[moved_codes]
# 科目编码在两年之间调整过的，每个科目一行，左边是本年的编码，右边是以前的编码：
# 上年决算和年初预算中以前编码的数，就与本年编码的科目比较（提示 R035 会给出可以照抄的一行）
# "2079903" = "2150899"
"#,
        department = quote(&found.department),
        like = if found.like_last_year { "" } else { "# " },
        scope = quote(found.scope.unwrap_or(Scope::Department).label()),
        style = quote(&found.style),
        reason =
            if found.style_reason.is_empty() { String::new() } else { format!("。{}", found.style_reason) },
        year = quote(&folders.year),
        output = quote(&folders.output),
        performance = quote(&folders.performance),
        templates = quote(&folders.templates),
    )
}

/// A juesuan.toml with other settings of the style, everything else as people wrote it. Of an option without a value the
/// style's own is in use again.
///
/// # Errors
/// The text is no TOML.
pub fn with_style(
    text: &str,
    name: &str,
    like: &str,
    options: &[(String, Option<String>)],
) -> std::result::Result<String, String> {
    use toml_edit::{DocumentMut, Item, Value, value};
    let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| e.message().to_owned())?;
    let set = |table: &mut dyn toml_edit::TableLike, key: &str, new: Value| {
        match table.get_mut(key).and_then(Item::as_value_mut) {
            // The remark behind it stays.
            Some(old) => {
                let decor = old.decor().clone();
                *old = new;
                *old.decor_mut() = decor;
            }
            None => drop(table.insert(key, value(new))),
        }
    };
    match like {
        "" => drop(document.remove("like")),
        like => set(document.as_table_mut(), "like", like.into()),
    }
    let style = document.entry("style").or_insert_with(toml_edit::table);
    let style = style.as_table_like_mut().ok_or_else(|| "style 应是一组设置".to_owned())?;
    set(style, "name", name.into());
    for (key, chosen) in options {
        match chosen.as_deref() {
            None => drop(style.remove(key)),
            Some("true") => set(style, key, true.into()),
            Some("false") => set(style, key, false.into()),
            Some(text) => set(style, key, text.into()),
        }
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(text: &str) -> String {
        parse(text, Path::new("juesuan.toml")).expect_err("an error").to_string()
    }

    #[test]
    fn a_new_file_reads_back() {
        let found = Found {
            department: "示例区“医保”局".into(),
            style: "henan".into(),
            style_reason: "按名称".into(),
            scope: Some(Scope::Unit),
            like_last_year: false,
        };
        let config = parse(&render(&found), Path::new("juesuan.toml")).unwrap();
        assert_eq!(config.department, found.department);
        assert_eq!(config.scope(), Some(Scope::Unit));
        assert_eq!(config.style_name(), "henan");
        assert!(config.style_options().is_empty());
        assert_eq!(config.folders.output, Folders::default().output);
        // Every commented option is one that a style knows.
        let uncommented: String = render(&found)
            .lines()
            .map(|l| l.strip_prefix("# ").filter(|r| r.contains(" = ")).unwrap_or(l))
            .fold(String::new(), |text, line| text + line + "\n");
        let config = parse(&uncommented, Path::new("juesuan.toml")).unwrap();
        assert!(config.style_options().len() >= 7);
        let library = crate::style::Library::default();
        crate::style::Style::load(&library, config.style_name(), &config.style_options()).unwrap();
    }

    #[test]
    fn errors_name_the_line_and_the_nearest_key() {
        let message = fails("department = \"甲\"\n\n[folder]\nyear = \"{year}\"\n");
        assert!(
            message.contains("第3行") && message.contains("folder") && message.contains("folders"),
            "{message}"
        );
        let message = fails("[folders]\nyear = \"{year}年\"\nouput = \"a\"\n");
        assert!(message.contains("第3行") && message.contains("output"), "{message}");
        let message = fails("scope = \"全部\"\n");
        assert!(message.contains("第1行") && message.contains("部门"), "{message}");
        let message = fails("department = 某某局\n");
        assert!(message.contains("第1行") && message.contains("引号"), "{message}");
        let message = fails("department = 5\n");
        assert!(message.contains("第1行") && message.contains("类型"), "{message}");
        let message = fails("[folders]\nyear = \"年度\"\n");
        assert!(message.contains("第2行") && message.contains("{year}"), "{message}");
    }

    #[test]
    fn moved_codes_are_items_and_clear() {
        let read = |lines: &str| parse(&format!("[moved_codes]\n{lines}"), Path::new("a"));
        let moved = read("\"2079903\" = \"2150899\"\n2010301 = \"2010201\"\n").unwrap().moved_codes();
        assert_eq!(moved.earlier("2079903"), Some("2150899"));
        assert_eq!(moved.earlier("2010301"), Some("2010201"));
        for (lines, line, said) in [
            ("\"20799\" = \"2150899\"", 2, "20799"),
            ("\"2079903\" = \"文化\"", 2, "文化"),
            ("\"2079903\" = \"2150899\"\n\"2079902\" = \"2150899\"", 3, "两个科目"),
            ("\"2079903\" = \"2150899\"\n\"2150899\" = \"2150805\"", 2, "以前的科目编码 2150899"),
            ("\"2079903\" = 2150899", 2, "类型"),
        ] {
            let message = read(lines).expect_err("an error").to_string();
            assert!(message.contains(&format!("第{line}行")) && message.contains(said), "{message}");
        }
    }

    #[test]
    fn other_settings_of_the_style_leave_the_rest_as_it_is() {
        let found = Found { department: "示例局".into(), style: "henan".into(), ..Found::default() };
        let text = render(&found) + "\n# 自己的说明\n";
        let options = [("thousands", Some("true")), ("percent_sign", Some("％")), ("unchanged", None)];
        let options = options.map(|(key, chosen)| (key.to_owned(), chosen.map(str::to_owned)));
        let changed = with_style(&text, "hunan", "上年", &options).unwrap();
        for line in text.lines().filter(|line| line.starts_with('#') || line.starts_with('[')) {
            assert!(changed.contains(line), "{line} is gone:\n{changed}");
        }
        let config = parse(&changed, Path::new("a")).unwrap();
        assert_eq!((config.style_name(), config.like.as_str()), ("hunan", "上年"));
        assert_eq!(config.style_options().len(), 2, "{changed}");
        let back = options.map(|(key, _)| (key, None));
        let back = with_style(&changed, "henan", "", &back).unwrap();
        assert_eq!(back, text);
    }

    #[test]
    fn options_are_flattened() {
        let config =
            parse("[style]\nname = \"henan\"\nthousands = true\nwords.up = \"上升\"\n", Path::new("a"))
                .unwrap();
        let options = config.style_options();
        assert!(options.contains(&("thousands".into(), "true".into())));
        assert!(options.contains(&("words.up".into(), "上升".into())));
        assert_eq!(config.folders.year_of("2023年"), Some(2023));
        assert_eq!(config.folders.year_of("2023年度"), None);
    }
}
