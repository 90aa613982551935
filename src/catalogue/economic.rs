//! 部门预算支出经济分类科目: 类 (3 digits) and 款 (5 digits). The export's 基本支出明细表 heads its columns by names
//! only, so codes are found by name here; renamed 科目 stand as aliases.

use std::sync::OnceLock;

use crate::text::squash;

/// The year whose 政府收支分类科目 the list follows, as the forms of final accounts print them; 款 of later years are
/// taken as they are printed.
pub const YEAR: u16 = 2023;

/// A 类 with its 款.
#[derive(Debug)]
pub struct Class {
    /// Three digits.
    pub code: &'static str,
    /// Printed name.
    pub name: &'static str,
    /// 款 in code order.
    pub items: Vec<Item>,
    keys: Vec<String>,
}

/// A 款.
#[derive(Debug)]
pub struct Item {
    /// Five digits.
    pub code: &'static str,
    /// Printed name.
    pub name: &'static str,
    keys: Vec<String>,
}

/// All 类 in code order.
pub fn classes() -> &'static [Class] {
    static CLASSES: OnceLock<Vec<Class>> = OnceLock::new();
    CLASSES.get_or_init(load)
}

/// The 类 of a printed name or alias.
pub fn class_by_name(squashed: &str) -> Option<&'static Class> {
    classes().iter().find(|c| c.keys.iter().any(|k| k == squashed))
}

/// The name of a 类 or 款.
pub fn name(code: &str) -> Option<&'static str> {
    let class = classes().iter().find(|c| code.starts_with(c.code))?;
    if code.len() == 3 {
        return Some(class.name);
    }
    class.items.iter().find(|i| i.code == code).map(|i| i.name)
}

/// Whether a code belongs to 人员经费 (301 工资福利支出, 303 对个人和家庭的补助); the rest is 公用经费.
pub fn is_personnel(code: &str) -> bool {
    code.starts_with("301") || code.starts_with("303")
}

impl Class {
    /// The 款 of a printed name or alias within this 类.
    pub fn item_by_name(&self, squashed: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.keys.iter().any(|k| k == squashed))
    }
}

fn load() -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    for line in include_str!("economic.tsv").lines().filter(|l| !l.starts_with('#')) {
        let mut fields = line.split('\t');
        let (Some(code), Some(name)) = (fields.next(), fields.next()) else { continue };
        let aliases = fields.next().unwrap_or("").split('|').filter(|a| !a.is_empty());
        let keys = std::iter::once(name).chain(aliases).map(squash).collect();
        if code.len() == 3 {
            classes.push(Class { code, name, items: Vec::new(), keys });
        } else if let Some(class) = classes.last_mut() {
            class.items.push(Item { code, name, keys });
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted_and_nested() {
        let codes: Vec<&str> = classes()
            .iter()
            .flat_map(|c| std::iter::once(c.code).chain(c.items.iter().map(|i| i.code)))
            .collect();
        assert!(codes.is_sorted());
        for class in classes() {
            assert!(class.items.iter().all(|i| i.code.len() == 5 && i.code.starts_with(class.code)));
        }
    }

    #[test]
    fn the_list_states_its_year() {
        let first = include_str!("economic.tsv").lines().next();
        assert!(first.is_some_and(|l| l.contains(&YEAR.to_string())));
    }

    #[test]
    fn names_and_aliases_find_codes() {
        let wages = class_by_name("工资福利支出").unwrap();
        assert_eq!(wages.item_by_name("城镇职工基本医疗保险缴费").unwrap().code, "30110");
        let goods = class_by_name("商品和服务支出").unwrap();
        assert_eq!(goods.item_by_name(&squash("因公出国(境)费用")).unwrap().code, "30212");
        assert_eq!(name("39908"), Some("对民间非营利组织和群众性自治组织补贴"));
    }
}
