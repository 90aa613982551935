//! What a sentence speaks of: a name, a 类, 款 or 项 becomes the subject of the figures behind it.

use std::ops::Range;

use super::Reader;
use crate::facts::groups::{GROUP_DIGITS, ITEM_DIGITS};
use crate::reading::Path;
use crate::reading::scan::{Kind, Token};
use crate::reading::subject::Name;
use crate::reading::topic::Topic;
use crate::text::sentence_around;

/// Expenses that stand side by side: a sentence that begins with one of them, in a paragraph that began with another, is
/// what the sentences after it go on with (公务车购置费0万元。公务车运行维护费5万元。费用支出比上年减少…).
const EXPENSES: [&str; 4] = [
    "three_public.overseas",
    "three_public.vehicle_purchase",
    "three_public.vehicle_operation",
    "three_public.reception",
];

impl Reader<'_> {
    pub(super) fn path(&mut self, code: Option<String>, names: &[Range<usize>; 3], token: &Token) {
        let printed = |range: &Range<usize>| {
            if range.is_empty() {
                String::new()
            } else {
                self.printed[self.place.text.printed(range.start, range.end)].to_owned()
            }
        };
        let [class, group, item] = [&names[0], &names[1], &names[2]].map(printed);
        let at = self.at(token.from, token.to);
        let key = code.as_ref().map(|code| self.item_key(code));
        self.out.paths.push(Path { code, key, class, group, item, topic: self.topic, at });
    }

    /// Whether a token stands right behind a 类.
    pub(super) fn follows_class(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map(|b| &self.tokens[b]);
        before.is_some_and(|t| matches!(t.kind, Kind::Item { .. }) && t.to == self.tokens[i].from)
    }

    /// Whether 收入 or 支出 at token `i` is 其他收入, 其他支出.
    pub(super) fn of_others(&self, i: usize) -> bool {
        self.between(i) == "其他"
    }

    /// The words between token `i` and the one before it, which mean nothing by themselves.
    pub(super) fn between(&self, i: usize) -> String {
        let before = i.checked_sub(1).map_or(0, |b| self.tokens[b].to);
        self.place.text.text(before, self.tokens[i].from)
    }

    /// The fact that a name at token `i` means.
    pub(super) fn key_of(&self, name: &Name, i: usize) -> Option<&'static str> {
        let says = !name.is_bare() || self.topic != Some(Topic::Total) || self.opens_with(i);
        name.key(self.topic).filter(|_| says)
    }

    /// Whether the paragraph opens with the year and this word, and its figure follows: （一）2022年收入1,000.00万元.
    fn opens_with(&self, i: usize) -> bool {
        let token = &self.tokens[i];
        let year = i.checked_sub(1).map(|b| &self.tokens[b]);
        let behind = self.tokens.get(i + 1);
        // Numbering in brackets takes two tokens.
        i <= 3
            && year.is_some_and(|t| matches!(t.kind, Kind::Year(_)) && t.to == token.from)
            && behind.is_some_and(|t| matches!(t.kind, Kind::Number { .. }) && t.from == token.to)
    }

    /// 政府性基金预算财政拨款本年收入0万元；本年支出0万元: what a sentence without a budget's name speaks of, where the
    /// paragraph began with one budget among all of 财政拨款.
    pub(super) fn within_budget(&self, key: &str, token: &Token) -> Option<String> {
        let budget = match self.paragraph_subject.as_deref().filter(|_| !self.inherited)? {
            "fiscal.income.general" => "general",
            "fiscal.income.fund" => "fund",
            "fiscal.income.state" => "state",
            _ => return None,
        };
        let said = self.place.text.text(token.from, token.to);
        let bare = said.starts_with("本年") || said.starts_with("支出");
        (bare && key == "fiscal.expenditure").then(|| format!("{budget}.expenditure"))
    }

    /// Whether a token begins a part of its sentence: nothing but ； stands before it.
    fn begins_part(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map(|b| &self.tokens[b]);
        before.is_some_and(|t| matches!(t.kind, Kind::Semicolon) && t.to == self.tokens[i].from)
    }

    /// Whether a token begins its sentence.
    fn begins_sentence(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map(|b| &self.tokens[b]);
        before.is_some_and(|t| matches!(t.kind, Kind::Stop) && t.to == self.tokens[i].from)
    }

    /// The token `i` names a fact.
    pub(super) fn named(&mut self, key: String, i: usize) {
        let token = &self.tokens[i];
        if self.share {
            self.whole = Some(key);
            self.anchor = token.to;
            return;
        }
        // 与财政拨款收入相比 names what is compared with, not what is spoken of.
        if self.with && self.touches(token) {
            self.with = false;
            self.whose = Some(token.to);
            return;
        }
        let next = self.begins_sentence(i)
            && [self.paragraph_subject.as_deref(), Some(&key)]
                .iter()
                .all(|k| k.is_some_and(|k| EXPENSES.contains(&k)));
        if self.paragraph_subject.is_none() || self.inherited || next {
            self.paragraph_subject = Some(key.clone());
            self.inherited = false;
            self.turn(&key);
        }
        // 总收入5万元，其中…；总支出5万元: the parts are told.
        if self.among.as_ref() == Some(&key) && self.begins_part(i) {
            self.among = None;
        }
        // 培训费6万元，其中新课程培训费4万元: a part of it that no fact knows.
        if self.among.as_ref() == Some(&key) {
            self.subject = None;
            self.anchor = token.to;
            return;
        }
        if self.subject.as_ref() != Some(&key) {
            self.after_change = false;
        }
        self.subject = Some(key);
        self.anchor = token.to;
        self.pending = None;
        self.direction = None;
    }

    /// A section on the government fund may go on with the state capital budget, and the other way round.
    pub(super) fn turn(&mut self, key: &str) {
        if matches!(self.topic, Some(Topic::Fund | Topic::State)) {
            match key.split('.').next() {
                Some("fund") => self.topic = Some(Topic::Fund),
                Some("state") => self.topic = Some(Topic::State),
                _ => {}
            }
        }
    }

    pub(super) fn lose_subject(&mut self, token: &Token) {
        self.subject = None;
        self.paragraph_subject = None;
        self.inherited = false;
        self.anchor = token.to;
    }

    /// 财政拨款 beside 政府性基金 in one sentence means the general public budget.
    pub(super) fn contrasted(&self, key: &'static str) -> String {
        // 收入合计5万元，其中：财政拨款收入4万元: one of the sources of income.
        if key == "fiscal.income" && (self.lists_sources || self.among.as_deref() == Some("income.total")) {
            return "income.fiscal".to_owned();
        }
        // 一般公共预算财政拨款基本支出5万元，其中：人员经费4万元, in a section on all expenditure.
        let of_general = [&self.among, &self.subject, &self.paragraph_subject]
            .iter()
            .any(|key| key.as_deref().is_some_and(|key| key.starts_with("general.")));
        match key {
            "expenditure.basic_personnel" if of_general => return "general.personnel".to_owned(),
            "expenditure.basic_operating" if of_general => return "general.operating".to_owned(),
            _ => {}
        }
        let general = match key {
            "fiscal.income" => "fiscal.income.general",
            "fiscal.expenditure" => "general.expenditure",
            _ => return key.to_owned(),
        };
        let part = self.compared.is_some() && matches!(self.topic, Some(Topic::Total | Topic::Fiscal));
        if part && self.sentence_text().contains("政府性基金") {
            general.to_owned()
        } else {
            key.to_owned()
        }
    }

    pub(super) fn sentence_text(&self) -> &str {
        let at = self.place.text.printed(self.anchor, self.anchor + 1).start;
        &self.printed[sentence_around(self.printed, at, at)]
    }

    pub(super) fn item_key(&self, code: &str) -> String {
        let level = match code.len() {
            ITEM_DIGITS => "item",
            GROUP_DIGITS => "group",
            _ => "class",
        };
        match self.topic {
            Some(Topic::Fund) => format!("fund.{level}.{code}"),
            Some(Topic::State) => format!("state.{level}.{code}"),
            Some(Topic::Total | Topic::Expenditure | Topic::Fiscal) if level != "item" => {
                format!("expenditure.{level}.{code}")
            }
            _ => format!("general.{level}.{code}"),
        }
    }
}
