//! What sentences compare: changes against last year or a budget, 持平, relations to the budget, and the reasons for them.

use super::{LEADS, Reason, Saying, filtered};
use crate::facts::{Field, has_adjusted_budget};
use crate::learn::nodes::{Against, Choice, Node, Question, argument, of_relation, quoted, write};
use crate::learn::parts::{self, Part, says_same, split_direction};
use crate::reading::{Base, Comparison, Direction, Text};
use crate::supplement::KeyKind;

impl Saying<'_, '_> {
    /// Takes the word of direction before a figure away.
    pub(super) fn take_direction(&mut self) -> Option<&'static str> {
        let Some(Node::Words(words)) = self.out.last_mut() else { return None };
        let (before, direction) = split_direction(words)?;
        let before = before.to_owned();
        if before.is_empty() {
            self.out.pop();
        } else {
            *words = before;
        }
        Some(direction)
    }

    /// 增加5万元，增长3%，主要原因是…, from where the sentence says with what it compares.
    pub(super) fn change(&mut self, key: &str, expression: &str, base: Base) -> Result<(), Reason> {
        self.take_direction().ok_or("增减的数前面没有“增加”“减少”一类的词")?;
        let held = self.held_against(key, base)?;
        let against = argument(held);
        let alone = matches!(&self.parts[self.at - 1], Part::Figure(f) if matches!(f.field, Some(Field::Growth | Field::BudgetGrowth)));
        let separator = if alone { None } else { self.growth_follows(key) };
        let said = match (&separator, alone) {
            (_, true) => filtered(expression, "change_growth", &[against]),
            (None, false) => filtered(expression, "change_amount", &[against]),
            (Some(mark), false) if mark == "，" => filtered(expression, "change", &[against]),
            (Some(mark), false) => {
                filtered(expression, "change", &[against, &format!("separator={}", quoted(mark))])
            }
        };
        let Some((start, subject)) = self.where_compared(base) else {
            self.bare_change(key, expression, base, said);
            return Ok(());
        };
        if ["比", "较", "与"].iter().any(|word| subject.contains(word)) {
            return Err("与什么比较，说得不清楚");
        }
        let question = if base == Base::Prior { Question::Changed } else { Question::BudgetChanged };
        let mut choice = Choice::new(question, expression).held(held);
        let mut nodes = self.cut(start, &mut choice);
        choice.subject = subject;
        nodes.push(said);
        nodes.extend(self.reason_follows(key, held, expression));
        if self.begins_sentence(&choice) {
            // What the sentence goes on to say of the change is said with it, or not at all.
            nodes.extend(self.rest_of_sentence()?);
        }
        self.close(&mut choice, &mut nodes);
        choice.yes = Some(nodes);
        self.out.push(Node::Choice(choice));
        self.restart_if_closed();
        Ok(())
    }

    /// A change of which another clause says with what it compares. Of a turn of a loop it is one of two cases: other turns
    /// may be as they were.
    fn bare_change(&mut self, key: &str, expression: &str, base: Base, said: Node) {
        let of_turn = self.speech.member.as_ref().is_some_and(|member| member.key == key);
        if !of_turn || base != Base::Prior {
            self.out.push(said);
            return;
        }
        let mut choice = Choice { bare: true, ..Choice::new(Question::Changed, expression) };
        let mut nodes = self.cut(self.clause(), &mut choice);
        choice.subject = write(&nodes).trim_start_matches(choice.lead.as_str()).to_owned();
        nodes.push(said);
        choice.yes = Some(nodes);
        self.out.push(Node::Choice(choice));
    }

    /// The mark between a change and its growth, both taken.
    fn growth_follows(&mut self, key: &str) -> Option<String> {
        let [Part::Mark(mark), Part::Words(words), Part::Figure(figure), ..] = &self.parts[self.at..] else {
            return None;
        };
        let growth = matches!(figure.field, Some(Field::Growth | Field::BudgetGrowth));
        let only = split_direction(words).is_some_and(|(before, _)| before.is_empty());
        (growth && only && figure.key.as_deref() == Some(key)).then(|| {
            self.at += 3;
            if *mark == ',' { "，".to_owned() } else { mark.to_string() }
        })
    }

    /// Where the clause that compares begins, and what it says of.
    fn where_compared(&self, base: Base) -> Option<(usize, String)> {
        let compares = |text: &str| match base {
            Base::Prior => {
                let text = text.replace("{{ prior_year }}", "上年");
                parts::compares_with_prior(&text, self.speech.subject.year)
            }
            Base::Budget => ["比", "较", "与"].iter().any(|w| text.contains(w)) && text.contains("预算"),
        };
        let here = write(&self.out[self.clause()..]);
        if compares(&here) {
            let words = here.trim_start_matches(['，', ',', '；', '：', '（']);
            let until =
                ["比", "较", "与", "同"].iter().filter_map(|w| words.find(w)).min().unwrap_or_default();
            return Some((self.clause(), words[..until].to_owned()));
        }
        let before = self.clauses.len().checked_sub(2).map(|i| self.clauses[i])?;
        // 与上年相比 stands alone; a clause with a change of its own has said what it compares.
        let alone = self.out[before..self.clause()].iter().all(|n| match n {
            Node::Words(_) => true,
            Node::Print(expression) => !expression.contains('|'),
            Node::Choice(_) => false,
        });
        if !alone || !compares(&write(&self.out[before..self.clause()])) {
            return None;
        }
        let words = here.trim_start_matches(['，', ',']);
        let subject =
            ["各", "均", "分别", "共", "总体"].iter().find_map(|w| words.strip_suffix(w)).unwrap_or(words);
        Some((before, subject.to_owned()))
    }

    /// `，主要原因是` and a reason of this figure, taken as one.
    fn reason_follows(&mut self, key: &str, against: Against, expression: &str) -> Vec<Node> {
        let kind = if against == Against::Prior { KeyKind::AgainstPrior } else { KeyKind::AgainstBudget };
        let wanted = kind.key(key);
        let ahead = &self.parts[self.at..];
        let Some(to) = ahead.iter().take(6).position(|p| matches!(p, Part::Reason(r) if r.key == wanted))
        else {
            return Vec::new();
        };
        let mut lead = String::new();
        for part in &ahead[..to] {
            match part {
                Part::Words(words) => lead.push_str(words),
                Part::Mark(mark) => lead.push(*mark),
                _ => return Vec::new(),
            }
        }
        if lead.chars().count() > 24 || !LEADS.iter().any(|w| lead.contains(w)) {
            return Vec::new();
        }
        self.at += to + 1;
        self.because(&lead, expression, against)
    }

    /// A lead and its reason; a direction in the lead follows from the figure.
    fn because(&self, lead: &str, expression: &str, against: Against) -> Vec<Node> {
        let against = argument(against);
        let found =
            ["增加", "减少", "增长", "下降", "降低"].iter().find_map(|d| Some((lead.find(d)?, d.len())));
        if let Some((at, length)) = found {
            let mut nodes = self.speech.words(&lead[..at]);
            nodes.push(filtered(expression, "direction", &[against]));
            nodes.extend(self.speech.words(&lead[at + length..]));
            nodes.push(filtered(expression, "reason", &[against]));
            return nodes;
        }
        let before = write(&self.speech.words(lead));
        if before.contains("{{") {
            return vec![Node::Words(before), filtered(expression, "reason", &[against])];
        }
        vec![filtered(expression, "reason", &[against, &format!("before={}", quoted(&before))])]
    }

    pub(super) fn compared(&mut self, compared: &Comparison, word: &str) -> Result<(), Reason> {
        let expression = self.speech.key(&compared.key)?;
        match (compared.base, compared.direction) {
            (Base::Prior, Direction::Same) => {
                let (start, subject) =
                    self.where_compared(Base::Prior).unwrap_or((self.clause(), String::new()));
                let choice = Choice { subject, ..Choice::new(Question::Changed, &expression) };
                self.no_difference(choice, start, word);
            }
            (Base::Budget, Direction::NoBudget) => {
                let mut choice = Choice::new(Question::Budgeted, &expression);
                let mut nodes = self.cut(self.clause(), &mut choice);
                nodes.push(Node::Words(word.to_owned()));
                nodes.extend(self.words_follow());
                choice.no = Some(nodes);
                self.out.push(Node::Choice(choice));
            }
            (Base::Budget, Direction::Same) if self.alike_in_amount() => {
                let held = self.held_against(&compared.key, Base::Budget)?;
                let choice = Choice::new(Question::BudgetChanged, &expression).held(held);
                self.no_difference(choice, self.clause(), word);
            }
            (Base::Budget, direction) => self.relation(compared, direction, word, &expression)?,
            _ => return Err("比较的说法还不能照着写"),
        }
        Ok(())
    }

    /// 与上年持平, from where the sentence says with what it compares.
    fn no_difference(&mut self, mut choice: Choice, start: usize, word: &str) {
        let mut nodes = self.cut(start, &mut choice);
        nodes.push(Node::Words(word.to_owned()));
        nodes.extend(self.words_follow());
        self.close(&mut choice, &mut nodes);
        choice.no = Some(nodes);
        self.out.push(Node::Choice(choice));
        self.restart_if_closed();
    }

    /// What a comparison holds a figure against. Of an expense with an adjusted budget 年初预算 is another amount than 预算.
    fn held_against(&self, key: &str, base: Base) -> Result<Against, Reason> {
        if base == Base::Prior {
            return Ok(Against::Prior);
        }
        if !has_adjusted_budget(key) {
            return Ok(Against::Budget);
        }
        let states = |fields: &[Field]| {
            self.parts.iter().any(|p| {
                matches!(p, Part::Figure(f) if f.key.as_deref() == Some(key)
                    && f.field.is_some_and(|field| fields.contains(&field)))
            })
        };
        let here = write(&self.out[self.clause()..]);
        let initial = states(&[Field::Initial, Field::InitialCompletion]);
        match (initial || here.contains("年初"), states(&[Field::Budget, Field::Completion])) {
            (true, true) => Err("“三公”经费与哪一个预算数比较，说得不清楚"),
            (true, false) => Ok(Against::Initial),
            (false, _) => Ok(Against::Budget),
        }
    }

    /// Whether a clause holds the amount against the budget as one of 比年初预算增加5万元 does: 与年初预算持平, not
    /// 决算数与年初预算数持平.
    fn alike_in_amount(&self) -> bool {
        let here = write(&self.out[self.clause()..]);
        let here = here.trim_start_matches(['，', ',', '；', ';', '：', '（']);
        here.starts_with(['与', '和', '同', '比', '较']) && here.contains("预算")
    }

    /// 决算数小于年初预算数，主要原因是…
    fn relation(
        &mut self,
        compared: &Comparison,
        direction: Direction,
        word: &str,
        expression: &str,
    ) -> Result<(), Reason> {
        let held = self.held_against(&compared.key, Base::Budget)?;
        let mut choice = Choice::new(Question::OffBudget, expression).held(held);
        let mut nodes = self.cut(self.clause(), &mut choice);
        match direction {
            Direction::Above | Direction::Below => {
                nodes.push(Node::Print(format!("{expression} | compare{}", of_relation(held))));
            }
            _ => nodes.push(Node::Words(word.to_owned())),
        }
        let same = says_same(direction);
        nodes.extend(self.words_follow_before_reason());
        let why = self.reason_follows(&compared.key, held, expression);
        if same && !why.is_empty() {
            let mut explained = Choice::new(Question::Explained, expression).held(held);
            explained.yes = Some(why);
            explained.no = Some(Vec::new());
            nodes.push(Node::Choice(explained));
        } else {
            nodes.extend(why);
        }
        self.close(&mut choice, &mut nodes);
        *(if same { &mut choice.no } else { &mut choice.yes }) = Some(nodes);
        self.out.push(Node::Choice(choice));
        self.restart_if_closed();
        Ok(())
    }

    /// The words up to the next mark.
    fn words_follow(&mut self) -> Vec<Node> {
        let Some(Part::Words(words)) = self.parts.get(self.at) else { return Vec::new() };
        self.at += 1;
        self.speech.words(words)
    }

    /// The words up to the next mark, or up to what leads to a reason.
    fn words_follow_before_reason(&mut self) -> Vec<Node> {
        let reason_behind = matches!(self.parts.get(self.at + 1), Some(Part::Reason(_)))
            || matches!(self.parts.get(self.at + 2), Some(Part::Reason(_)))
                && self.parts.get(self.at + 1).is_some_and(|p| p.is_mark(&['：', ':']));
        if reason_behind { Vec::new() } else { self.words_follow() }
    }

    /// A reason that stands alone: said where there is a difference.
    pub(super) fn reason(&mut self, reason: &Text) -> Result<(), Reason> {
        let Some((kind, key)) = KeyKind::of(&reason.key) else { return Err("不知道是什么的原因") };
        let base = if kind == KeyKind::AgainstBudget { Base::Budget } else { Base::Prior };
        let expression = self.speech.key(key)?;
        let question = if base == Base::Prior { Question::Changed } else { Question::OffBudget };
        let held = self.held_against(key, base)?;
        let mut choice = Choice::new(question, &expression).held(held);
        let before = self.cut(self.lead_of_reason(), &mut choice);
        let lead = write(&before);
        let mut nodes = if lead.contains("{{") {
            let mut nodes = before;
            nodes.push(filtered(&expression, "reason", &[argument(held)]));
            nodes
        } else {
            self.because(&lead, &expression, held)
        };
        if self.begins_sentence(&choice) && self.parts.get(self.at).is_some_and(Part::is_stop) {
            // The full stop goes with a reason that cannot be asked for: last year is unknown.
            self.at += 1;
            choice.tail = "。".to_owned();
            if let Some(Node::Print(said)) = nodes.last_mut() {
                *said = match said.strip_suffix(')') {
                    Some(open) => format!("{open}, after=\"。\")"),
                    None => format!("{said}(after=\"。\")"),
                };
            }
        }
        self.said_or_nothing(choice, nodes);
        Ok(())
    }

    /// Where the words begin that lead to a reason: 差异原因：… begins before its colon.
    fn lead_of_reason(&self) -> usize {
        let colon =
            matches!(&self.out[self.clause()..], [Node::Words(mark)] if ["：", ":"].contains(&mark.as_str()));
        match self.clauses.as_slice() {
            [.., before, clause] if colon => {
                let words = &self.out[*before..*clause];
                let leads = words.iter().all(|n| matches!(n, Node::Words(_)))
                    && LEADS.iter().any(|lead| write(words).contains(lead));
                if leads { *before } else { *clause }
            }
            _ => self.clause(),
        }
    }
}
