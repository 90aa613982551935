//! Texts cut out of a sentence: reasons, lists of names, purposes, from the word that announces them to where the next
//! statement begins.

use super::Reader;
use crate::facts::CodedGroup;
use crate::facts::groups::is_personnel;
use crate::reading::lexicon::{self, Mark};
use crate::reading::scan::{Kind, Token, Unit};
use crate::reading::subject::count_key;
use crate::reading::topic::Topic;
use crate::reading::{Base, Field, NameList, Text};

impl Reader<'_> {
    /// A reason: from behind 主要原因是 to where the next statement begins.
    pub(super) fn reason(&mut self, i: usize) -> usize {
        let reception = self.topic == Some(Topic::ThreePublic)
            && self.subject.as_deref().is_some_and(|s| s.starts_with("three_public.reception"))
            && self.out.figures.last().is_some_and(|f| {
                f.field == Some(Field::Count)
                    && f.at.section == self.place.section
                    && f.at.paragraph == self.place.paragraph
            })
            && self.direction.is_none();
        // 其他用车主要是送教车 says what they are, not why there are more.
        if reception || self.topic == Some(Topic::Assets) {
            return self.purpose(i);
        }
        let end = self.region_end(i + 1, true);
        let (key, base) = self.compared.clone().unwrap_or_else(|| {
            (self.subject.clone().or_else(|| self.paragraph_subject.clone()).unwrap_or_default(), self.base)
        });
        self.class_changes(i + 1, end);
        if let Some(text) = self.region_text(i, end)
            && !key.is_empty()
        {
            let prefix = if base == Base::Budget { "budget" } else { "yoy" };
            let at = self.at(self.tokens[i].to, self.end_of_region(end));
            self.out.reasons.push(Text { key: format!("{prefix}.{key}"), text, at });
        }
        self.leave_region(end);
        end
    }

    /// 主要包括：基本工资、津贴补贴…等。
    pub(super) fn list(&mut self, i: usize) -> usize {
        let key = self.subject.clone().unwrap_or_default();
        let Some(personnel) = is_personnel(&key) else {
            self.anchor = self.tokens[i].to;
            return i + 1;
        };
        let tokens = self.tokens;
        let end = (i + 1..tokens.len())
            .find(|j| {
                matches!(tokens[*j].kind, Kind::Stop | Kind::Semicolon)
                    || (matches!(tokens[*j].kind, Kind::Name(_)) && self.opens_statement(*j, false))
            })
            .unwrap_or(tokens.len());
        if let Some(text) = self.region_text(i, end) {
            let open = text.ends_with('等') || text.ends_with("等支出");
            let text = text.strip_suffix("等支出").unwrap_or(&text).trim_end_matches('等');
            let items = text
                .split('、')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(|name| (self.codes.economic(name, personnel), name.to_owned()))
                .collect();
            let at = self.at(tokens[i].to, self.end_of_region(end));
            self.out.lists.push(NameList { key, items, open, at });
        }
        self.leave_region(end);
        end
    }

    /// 主要用于…: what an amount was for.
    pub(super) fn purpose(&mut self, i: usize) -> usize {
        if let Some(amount) = self.amount_of_use(i) {
            self.anchor = self.tokens[amount].from;
            return amount;
        }
        let end = self.region_end(i + 1, false);
        let key = match self.subject.as_deref() {
            Some(s) if s.starts_with("three_public.reception") => "text.reception_purpose".to_owned(),
            Some(s) if s.starts_with("three_public.vehicle") => "text.vehicle_purpose".to_owned(),
            Some(s) => match CodedGroup::of(s) {
                Some((_, code)) => format!("text.use.{code}"),
                None => format!("text.use.{s}"),
            },
            None => String::new(),
        };
        if let Some(text) = self.region_text(i, end)
            && !key.is_empty()
        {
            let at = self.at(self.tokens[i].to, self.end_of_region(end));
            self.out.purposes.push(Text { key, text, at });
        }
        self.leave_region(end);
        end
    }

    /// 用于保障机构正常运转的日常支出5万元: the amount that the paragraph is on, said by what it is for.
    fn amount_of_use(&self, i: usize) -> Option<usize> {
        self.subject.as_deref().filter(|key| key.starts_with("expenditure."))?;
        let here = (self.place.section, self.place.paragraph);
        let told = self.out.figures.last().is_some_and(|f| (f.at.section, f.at.paragraph) == here);
        let behind = i + 1..self.tokens.len();
        let amount = behind
            .take_while(|j| !matches!(self.tokens[*j].kind, Kind::Stop | Kind::Semicolon))
            .find(|j| matches!(self.tokens[*j].kind, Kind::Number { unit, .. } if unit.is_money()))?;
        let said = self.place.text.text(self.tokens[i].to, self.tokens[amount].from);
        (!told && ["支出", "经费", "资金"].iter().any(|word| said.ends_with(word))).then_some(amount)
    }

    /// The token behind a free text that begins at `from`: the end of its sentence, or where a statement begins. A reason goes on over
    /// sentences that state nothing.
    pub(super) fn region_end(&self, from: usize, reason: bool) -> usize {
        let tokens = self.tokens;
        let mut j = from;
        while j < tokens.len() {
            match tokens[j].kind {
                Kind::Stop => {
                    let next = (j + 1..tokens.len()).find(|k| matches!(tokens[*k].kind, Kind::Stop));
                    let states = |t: &Token| {
                        matches!(t.kind, Kind::Item { .. })
                            || matches!(&t.kind, Kind::Number { unit, .. } if unit.is_money() || *unit == Unit::Percent)
                            || matches!(
                                t.kind,
                                Kind::Mark(
                                    Mark::Reason
                                        | Mark::List
                                        | Mark::Use
                                        | Mark::Same
                                        | Mark::Among
                                        | Mark::Received
                                        | Mark::Differs
                                )
                            )
                    };
                    let behind = &tokens[j + 1..next.unwrap_or(tokens.len())];
                    let counts = behind.iter().any(|t| matches!(t.kind, Kind::Number { .. }))
                        && behind.iter().any(|t| matches!(t.kind, Kind::Name(_)));
                    if !reason || behind.is_empty() || counts || behind.iter().any(states) {
                        return j;
                    }
                    j = next.unwrap_or(tokens.len());
                    continue;
                }
                Kind::Semicolon if self.topic == Some(Topic::Assets) || self.opens_statement(j + 1, true) => {
                    return j;
                }
                Kind::Comma if self.opens_statement(j + 1, !reason) => return j,
                Kind::Comma if !reason && self.opens_count(j + 1) => return j,
                Kind::Mark(Mark::Among) if self.opens_statement(j + 1, true) => return j,
                Kind::Mark(Mark::Received) if !reason => return j,
                Kind::Mark(Mark::Reason) if !reason => return j,
                _ => {}
            }
            j += 1;
        }
        tokens.len()
    }

    /// Whether a clause only counts what is spoken of: ，接待16批次128人次.
    fn opens_count(&self, from: usize) -> bool {
        let before = self.tokens[from - 1].to;
        let Some((token, subject)) = self.tokens.get(from).zip(self.subject.as_deref()) else { return false };
        let Kind::Number { unit: Unit::Count(unit), .. } = token.kind else { return false };
        count_key(subject, unit).is_some() && lexicon::joins(&self.place.text.text(before, token.from))
    }

    /// Whether a statement begins at a token: 与上年相比…增加…, 公用经费…万元, 年初预算为…万元, 完成预算的…%.
    pub(super) fn opens_statement(&self, from: usize, loose: bool) -> bool {
        let tokens = self.tokens;
        let clause_end =
            (from..tokens.len()).find(|j| matches!(tokens[*j].kind, Kind::Stop | Kind::Semicolon));
        let clause_end = clause_end.unwrap_or(tokens.len());
        let Some(first) = tokens.get(from).filter(|_| from < clause_end) else { return false };
        // A statement begins with its clause: nothing but a connective before its first word.
        let lead = self.between(from);
        if !(lexicon::joins(&lead) || loose && lead.chars().count() <= 12) {
            return false;
        }
        let clause = &tokens[from..clause_end];
        let figure = |t: &Token| matches!(&t.kind, Kind::Number { unit, .. } if unit.is_money() || *unit == Unit::Percent);
        let announced = |t: &[Token]| {
            t.windows(2).any(|w| {
                matches!(
                    w[0].kind,
                    Kind::Mark(Mark::Final | Mark::Budget | Mark::Completion | Mark::Up | Mark::Down)
                ) && figure(&w[1])
            })
        };
        let compares = |clause: &[Token]| {
            let with = |t: &[Token]| {
                t[0].is(Mark::With)
                    && matches!(t[1].kind, Kind::Year(_) | Kind::Mark(Mark::LastYear | Mark::Budget))
            };
            clause.windows(2).take(2).any(with)
                && (announced(clause) || clause.iter().any(|t| t.is(Mark::Same)))
        };
        match &first.kind {
            Kind::Mark(Mark::With) => compares(clause),
            Kind::Mark(Mark::Received) => true,
            Kind::Mark(Mark::Budget | Mark::Final | Mark::Completion) => clause.get(1).is_some_and(figure),
            Kind::Name(name) if self.key_of(name, from).is_some() => {
                // 公务接待费支出5万元: 支出 is no name of its own there.
                let word = |t: &&Token| loose && matches!(t.kind, Kind::Name(n) if n.is_bare());
                let own = clause
                    .iter()
                    .take_while(|t| !t.ends_clause())
                    .enumerate()
                    .filter(|(n, t)| *n == 0 || !word(t))
                    .map(|(_, t)| t);
                let own: Vec<&Token> = own.collect();
                match own.get(1) {
                    Some(next) if matches!(next.kind, Kind::Number { .. }) => {
                        lexicon::joins(&self.place.text.text(first.to, next.from))
                    }
                    Some(next) => {
                        let stated = matches!(next.kind, Kind::Mark(Mark::Final | Mark::Budget))
                            && own.iter().any(|t| figure(t));
                        loose && (stated || compares(&clause[1..]))
                    }
                    None => false,
                }
            }
            Kind::Item { .. } => true,
            Kind::Class(_) => loose,
            Kind::Year(_) if loose => self.opens_statement(from + 1, loose),
            _ => false,
        }
    }

    pub(super) fn leave_region(&mut self, end: usize) {
        self.pending = None;
        self.direction = None;
        self.share = false;
        self.anchor = self.end_of_region(end);
    }

    pub(super) fn end_of_region(&self, end: usize) -> usize {
        self.tokens.get(end).map_or(self.place.text.chars.len(), |t| t.from)
    }

    /// The printed text of a region without the punctuation around it; `None` if nothing is left.
    pub(super) fn region_text(&self, mark: usize, end: usize) -> Option<String> {
        let bytes = self.place.text.printed(self.tokens[mark].to, self.end_of_region(end));
        let around = ['：', ':', '，', ',', '。', '；', ';', ' ', '　', '（', '('];
        let text = self.printed[bytes].trim_matches(around).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}
