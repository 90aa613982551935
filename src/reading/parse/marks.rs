//! Marks set what the next figure states; the ends of clauses and sentences take it back.

use super::Reader;
use crate::reading::lexicon::Mark;
use crate::reading::scan::{Kind, Token};
use crate::reading::topic::Topic;
use crate::reading::{Base, Comparison, Direction, Field};

impl Reader<'_> {
    pub(super) fn year_word(&mut self, year: u16, i: usize) {
        let token = &self.tokens[i];
        let prior = self.year.is_some_and(|this| year + 1 == this);
        if self.with && token.from == self.anchor {
            self.anchor = token.to;
            if prior {
                self.base = Base::Prior;
                self.with = false;
                self.beside = false;
                self.pending = Some(Field::Prior);
            }
            return;
        }
        if prior {
            self.last_year = true;
        }
    }

    pub(super) fn mark(&mut self, mark: Mark, i: usize) -> usize {
        let token = &self.tokens[i];
        if mark == Mark::Budget {
            let said = self.place.text.text(token.from, token.to);
            let adjusted = said.contains("全年") || said.contains("调整");
            self.initial = said.contains("年初") || self.initial && !adjusted;
        }
        if mark == Mark::Final
            && let Some(key) = self.told_as_a_whole(i)
        {
            self.named(key.to_owned(), i);
        }
        // 本年支出237万元，其中：信息化支出决算5万元: a part that no fact knows.
        if mark == Mark::Final && self.among.is_some() && self.among == self.subject && !self.touches(token) {
            self.subject = None;
        }
        match mark {
            Mark::Final | Mark::Budget | Mark::Executed | Mark::Score | Mark::Completion => {
                // 比年初预算减少; 比2023年“三公”经费年初预算减少 names whose budget it is.
                let beside = self.with && token.from == self.anchor || self.whose == Some(token.from);
                if mark == Mark::Budget && beside {
                    self.base = Base::Budget;
                    self.with = false;
                    self.beside = false;
                    // 较年初预算数100万元增加5万元
                    self.pending = Some(Field::Budget);
                } else if mark == Mark::Final && self.pending == Some(Field::Prior) && self.touches(token) {
                    // 较上年决算数100万元增加5万元: still last year's.
                } else if matches!(
                    self.direction,
                    Some(Direction::Above | Direction::Below | Direction::Equal)
                ) {
                    // 决算数大于年初预算数: compared with, not announced.
                    self.direction = None;
                } else {
                    self.pending = Some(match mark {
                        Mark::Final => Field::Current,
                        Mark::Budget => Field::Budget,
                        Mark::Executed => Field::Executed,
                        Mark::Score => Field::Score,
                        _ => Field::Completion,
                    });
                    self.direction = None;
                    self.share = false;
                }
                self.anchor = token.to;
            }
            Mark::Share => {
                self.share = true;
                self.whole = None;
                self.pending = None;
                self.direction = None;
                self.anchor = token.to;
            }
            Mark::With => {
                self.with = true;
                // 与上年相比持平: the word behind what is compared with.
                self.beside |= self.between(i) != "相";
                self.anchor = token.to;
            }
            Mark::LastYear => {
                self.beside = false;
                if self.with && token.from == self.anchor {
                    self.base = Base::Prior;
                    self.with = false;
                    self.pending = Some(Field::Prior);
                } else {
                    self.last_year = true;
                }
                self.anchor = token.to;
            }
            Mark::YearOnYear => {
                self.base = Base::Prior;
                self.anchor = token.to;
            }
            Mark::Up | Mark::Down => {
                let direction = if mark == Mark::Up { Direction::Up } else { Direction::Down };
                self.direction = Some(direction);
                self.pending = None;
                self.with = false;
                self.anchor = token.to;
                self.remember_comparison();
            }
            Mark::Same => self.same(token),
            Mark::NoBudget => {
                self.base = Base::Budget;
                self.compare(Direction::NoBudget, token);
                self.base = Base::Prior;
            }
            Mark::Above | Mark::Below | Mark::Equal | Mark::Differs => {
                let direction = match mark {
                    Mark::Above => Direction::Above,
                    Mark::Below => Direction::Below,
                    Mark::Equal => Direction::Equal,
                    _ => Direction::Differs,
                };
                let budget =
                    mark == Mark::Differs || self.tokens.get(i + 1).is_some_and(|t| t.is(Mark::Budget));
                if budget {
                    self.base = Base::Budget;
                    self.compare(direction, token);
                    self.direction = Some(direction).filter(|_| mark != Mark::Differs);
                }
                self.anchor = token.to;
            }
            Mark::Reason => return self.reason(i),
            Mark::List => return self.list(i),
            Mark::Use => return self.purpose(i),
            Mark::Among => {
                self.among.clone_from(&self.subject);
                self.pending = None;
                self.direction = None;
                self.share = false;
                self.after_change = false;
                self.anchor = token.to;
            }
            Mark::Received => {
                if !self.subject.as_deref().is_some_and(|s| s.starts_with("three_public.reception")) {
                    self.subject = Some("three_public.reception".to_owned());
                }
                self.anchor = token.to;
            }
            Mark::Difference => {
                self.base = Base::Budget;
                self.pending = Some(Field::BudgetGrowth);
                self.direction = None;
                self.anchor = token.to;
            }
            Mark::Others => {
                self.subject = None;
                self.anchor = token.to;
            }
            Mark::Skip => {}
        }
        i + 1
    }

    /// 2023年度收入决算5万元, 2023年度支出5万元, at the beginning of a sentence that names nothing: what the section tells.
    pub(super) fn told_as_a_whole(&self, i: usize) -> Option<&'static str> {
        const TOTALS: &[(Topic, &str, &str)] = &[
            (Topic::Income, "收入", "income.total"),
            (Topic::Expenditure, "支出", "expenditure.total"),
            (Topic::Fund, "收入", "fund.income"),
            (Topic::Fund, "支出", "fund.expenditure"),
            (Topic::State, "收入", "state.income"),
            (Topic::State, "支出", "state.expenditure"),
        ];
        const OWN: &[&str] = &["", "本部门", "我部门", "本单位", "我单位", "部门", "单位", "全年"];
        let token = &self.tokens[i];
        let before = i.checked_sub(1).map(|before| &self.tokens[before]);
        let begins = before.is_none_or(|t| matches!(t.kind, Kind::Stop | Kind::Year(_)));
        let between = self.between(i);
        // 收入 alone says it only behind the year or whose it is.
        let alone = matches!(token.kind, Kind::Name(_));
        if alone && between.is_empty() && !before.is_some_and(|t| matches!(t.kind, Kind::Year(_))) {
            return None;
        }
        if !begins || !OWN.contains(&between.as_str()) || self.with || self.share {
            return None;
        }
        let said = self.place.text.text(token.from, token.to);
        let fits =
            |(topic, word, _): &&(Topic, &str, &str)| self.topic == Some(*topic) && said.starts_with(word);
        TOTALS.iter().find(fits).map(|(.., key)| *key)
    }

    /// 与上年决算数持平 compares; 与部门决算中公用经费之和保持一致, with neither last year's nor the budget's, says where a figure
    /// comes from.
    fn same(&mut self, token: &Token) {
        let budget = self.pending == Some(Field::Budget);
        if self.beside && !self.last_year && !budget {
            self.with = false;
            self.pending = None;
            return;
        }
        if budget {
            self.base = Base::Budget;
        }
        self.compare(Direction::Same, token);
    }

    pub(super) fn compare(&mut self, direction: Direction, token: &Token) {
        self.with = false;
        self.pending = None;
        self.remember_comparison();
        let Some(key) = self.subject.clone() else { return };
        let at = self.at(token.from, token.to);
        self.out.comparisons.push(Comparison { key, base: self.base, direction, at });
    }

    pub(super) fn remember_comparison(&mut self) {
        let Some(key) = self.subject.clone() else { return };
        if self.paragraph_subject.as_ref() == Some(&key) {
            self.compared_subject = Some((key.clone(), self.base));
        }
        self.compared = Some((key, self.base));
    }

    pub(super) fn end_clause(&mut self, semicolon: bool) {
        self.pending = None;
        self.direction = None;
        self.with = false;
        self.beside = false;
        self.whose = None;
        self.last_year = false;
        self.share = false;
        if semicolon {
            self.after_change = false;
        }
    }

    pub(super) fn end_sentence(&mut self, i: usize) {
        self.end_clause(true);
        self.base = Base::Prior;
        self.among = None;
        self.outer.clear();
        self.subject.clone_from(&self.paragraph_subject);
        self.compared = self.compared_subject.clone().or(self.compared.take());
        self.anchor = self.tokens[i].to;
    }
}
