//! Tokens of a paragraph → statements: names, marks and punctuation set what the next figure states.

use std::ops::Range;

use rust_decimal::Decimal;

use super::codes::Codes;
use super::lexicon::{self, Mark};
use super::normal::Normal;
use super::performance::Performance;
use super::scan::{self, Kind, Token, Unit};
use super::subject;
use super::topic::Topic;
use super::{At, Base, Comparison, Direction, Field, Figure, NameList, Path, Section, Statements, Text};
use crate::facts::has_adjusted_budget;
use crate::text::sentence_around;

/// Reads the paragraphs of a section one after the other.
pub fn section(index: usize, section: &Section<'_>, year: Option<u16>, codes: &Codes, out: &mut Statements) {
    let own = Topic::of_title(section.title);
    let mut topic = own;
    let mut carried: Option<String> = None;
    for (paragraph, printed) in section.paragraphs.iter().enumerate() {
        let heading = leading_heading(printed);
        if let Some(heading) = heading {
            topic = Topic::after_heading(own, heading);
        }
        let normal = Normal::new(printed);
        let tokens = scan::scan(&normal, codes);
        let place = Place { section: index, paragraph, text: &normal };
        let mut reader = Reader::new(place, topic, year, codes, &tokens, printed, out);
        reader.paragraph_subject.clone_from(&carried);
        reader.inherited = true;
        if topic == Some(Topic::Performance) {
            reader.performance();
            carried = None;
            continue;
        }
        reader.run();
        topic = reader.topic;
        carried = reader.paragraph_subject;
    }
}

/// The sub-heading that a paragraph is or begins with: （一）… up to its full stop.
fn leading_heading(printed: &str) -> Option<&str> {
    let text = printed.trim();
    let inside = text.strip_prefix(['（', '('])?;
    let digits = inside.find(['）', ')'])?;
    inside[..digits].chars().all(|c| "一二三四五六七八九十".contains(c)).then_some(())?;
    let end = text.find(['。', '：']).unwrap_or(text.len());
    (text[..end].chars().count() <= 40).then(|| &text[..end])
}

struct Place<'a> {
    section: usize,
    paragraph: usize,
    text: &'a Normal,
}

/// What is spoken of: a fact, and for a 项 its code.
type Subject = Option<String>;

struct Reader<'a> {
    place: Place<'a>,
    topic: Option<Topic>,
    year: Option<u16>,
    codes: &'a Codes,
    tokens: &'a [Token],
    printed: &'a str,
    out: &'a mut Statements,
    /// First name of the paragraph; what a sentence without a name speaks of.
    paragraph_subject: Subject,
    /// Whether it was taken over from the paragraph before.
    inherited: bool,
    /// What is spoken of now.
    subject: Subject,
    /// Subjects around open brackets.
    outer: Vec<Subject>,
    /// What the next figure is announced to be.
    pending: Option<Field>,
    /// The last direction word, until its figure.
    direction: Option<Direction>,
    /// Whether a comparison word asks what is compared with.
    with: bool,
    /// What changes are related to.
    base: Base,
    /// Whether the clause speaks of last year.
    last_year: bool,
    /// The paragraph speaks of 年初预算, not of the adjusted one.
    initial: bool,
    /// What 其中 divides.
    among: Subject,
    /// A share was announced: the next name is its whole.
    share: bool,
    whole: Option<String>,
    /// End of the token that the next figure belongs to.
    anchor: usize,
    /// The last comparison, which a reason belongs to.
    compared: Option<(String, Base)>,
    /// The last comparison of what the paragraph speaks of: a reason in a sentence of its own belongs to it.
    compared_subject: Option<(String, Base)>,
    /// Whether the subject's last figure was a change (its share is one of the change).
    after_change: bool,
}

impl<'a> Reader<'a> {
    fn new(
        place: Place<'a>,
        topic: Option<Topic>,
        year: Option<u16>,
        codes: &'a Codes,
        tokens: &'a [Token],
        printed: &'a str,
        out: &'a mut Statements,
    ) -> Reader<'a> {
        Reader {
            place,
            topic,
            year,
            codes,
            tokens,
            printed,
            out,
            paragraph_subject: None,
            inherited: false,
            subject: None,
            outer: Vec::new(),
            pending: None,
            direction: None,
            with: false,
            base: Base::Prior,
            last_year: false,
            initial: false,
            among: None,
            share: false,
            whole: None,
            anchor: 0,
            compared: None,
            compared_subject: None,
            after_change: false,
        }
    }

    fn run(&mut self) {
        self.subject.clone_from(&self.paragraph_subject);
        let mut i = 0;
        while i < self.tokens.len() {
            i = self.token(i);
        }
    }

    /// Figures of projects; what people wrote about results keeps its figures to itself.
    fn performance(&mut self) {
        let tokens = self.tokens;
        let spoken = Performance::of(self.place.text, scan::skip_numbering(self.place.text));
        for token in tokens {
            let Kind::Number { value, unit } = token.kind else { continue };
            let bound = spoken.bind(self.place.text, tokens, token, unit);
            if bound.is_none() && spoken.is_result(token) {
                continue;
            }
            self.push_figure(token, value, unit, bound);
        }
    }

    /// Takes a token; returns the next one to take.
    fn token(&mut self, i: usize) -> usize {
        let tokens = self.tokens;
        let token = &tokens[i];
        match &token.kind {
            Kind::Name(name) => {
                if let Some(key) = name.key(self.topic) {
                    let key = self.contrasted(key);
                    self.named(key, token);
                }
            }
            Kind::Item { code, names } => {
                self.path(code.clone(), names, token);
                let key = code.as_ref().map(|code| self.item_key(code));
                // A path that no code is known for must not leave the figures to the subject before it.
                match key {
                    Some(key) => self.named(key, token),
                    None => self.lose_subject(token),
                }
            }
            Kind::Year(year) => self.year_word(*year, i),
            Kind::Mark(mark) => return self.mark(*mark, i),
            Kind::Number { value, unit } => self.number(token, *value, *unit),
            Kind::Stop => self.end_sentence(i),
            Kind::Semicolon => self.end_clause(true),
            Kind::Comma => self.end_clause(false),
            Kind::Pause | Kind::Colon => self.pending = None,
            Kind::Open => self.outer.push(self.subject.clone()),
            Kind::Close => {
                // 接待120人次（不包括陪同人员），共计支出1万元
                self.anchor = token.to;
                if let Some(subject) = self.outer.pop()
                    && subject.is_some()
                {
                    self.subject = subject;
                }
            }
        }
        i + 1
    }

    fn path(&mut self, code: Option<String>, names: &[Range<usize>; 3], token: &Token) {
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

    fn named(&mut self, key: String, token: &Token) {
        if self.share {
            self.whole = Some(key);
            self.anchor = token.to;
            return;
        }
        // 与财政拨款收入相比 names what is compared with, not what is spoken of.
        if self.with && self.touches(token) {
            self.with = false;
            return;
        }
        if self.paragraph_subject.is_none() || self.inherited {
            self.paragraph_subject = Some(key.clone());
            self.inherited = false;
            self.turn(&key);
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
    fn turn(&mut self, key: &str) {
        if matches!(self.topic, Some(Topic::Fund | Topic::State)) {
            match key.split('.').next() {
                Some("fund") => self.topic = Some(Topic::Fund),
                Some("state") => self.topic = Some(Topic::State),
                _ => {}
            }
        }
    }

    fn lose_subject(&mut self, token: &Token) {
        self.subject = None;
        self.paragraph_subject = None;
        self.inherited = false;
        self.anchor = token.to;
    }

    /// 财政拨款 beside 政府性基金 in one sentence means the general public budget.
    fn contrasted(&self, key: &'static str) -> String {
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

    fn sentence_text(&self) -> &str {
        let at = self.place.text.printed(self.anchor, self.anchor + 1).start;
        &self.printed[sentence_around(self.printed, at, at)]
    }

    fn item_key(&self, code: &str) -> String {
        let level = if code.len() == 7 { "item" } else { "class" };
        match self.topic {
            Some(Topic::Fund) => format!("fund.{level}.{code}"),
            Some(Topic::State) => format!("state.{level}.{code}"),
            Some(Topic::Total | Topic::Expenditure | Topic::Fiscal) if level == "class" => {
                format!("expenditure.class.{code}")
            }
            _ => format!("general.{level}.{code}"),
        }
    }

    /// Whether a token stands right behind the last mark.
    fn touches(&self, token: &Token) -> bool {
        lexicon::joins(&self.place.text.text(self.anchor, token.from))
    }

    fn year_word(&mut self, year: u16, i: usize) {
        let token = &self.tokens[i];
        let prior = self.year.is_some_and(|this| year + 1 == this);
        if self.with && token.from == self.anchor {
            self.anchor = token.to;
            if prior {
                self.base = Base::Prior;
                self.with = false;
            }
            return;
        }
        if prior {
            self.last_year = true;
        }
    }

    fn mark(&mut self, mark: Mark, i: usize) -> usize {
        let token = &self.tokens[i];
        if mark == Mark::Budget {
            let said = self.place.text.text(token.from, token.to);
            let adjusted = said.contains("全年") || said.contains("调整");
            self.initial = said.contains("年初") || self.initial && !adjusted;
        }
        match mark {
            Mark::Final | Mark::Budget | Mark::Executed | Mark::Score | Mark::Completion => {
                if self.with && mark == Mark::Budget && token.from == self.anchor {
                    self.base = Base::Budget;
                    self.with = false;
                    self.pending = None;
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
                self.anchor = token.to;
            }
            Mark::LastYear => {
                if self.with && token.from == self.anchor {
                    self.base = Base::Prior;
                    self.with = false;
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
            Mark::Same => self.compare(Direction::Same, token),
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
            Mark::Skip => {}
        }
        i + 1
    }

    fn compare(&mut self, direction: Direction, token: &Token) {
        self.with = false;
        self.pending = None;
        self.remember_comparison();
        let Some(key) = self.subject.clone() else { return };
        let at = self.at(token.from, token.to);
        self.out.comparisons.push(Comparison { key, base: self.base, direction, at });
    }

    fn remember_comparison(&mut self) {
        let Some(key) = self.subject.clone() else { return };
        if self.paragraph_subject.as_ref() == Some(&key) {
            self.compared_subject = Some((key.clone(), self.base));
        }
        self.compared = Some((key, self.base));
    }

    fn end_clause(&mut self, semicolon: bool) {
        self.pending = None;
        self.direction = None;
        self.with = false;
        self.last_year = false;
        self.share = false;
        if semicolon {
            self.after_change = false;
        }
    }

    fn end_sentence(&mut self, i: usize) {
        self.end_clause(true);
        self.base = Base::Prior;
        self.among = None;
        self.outer.clear();
        self.subject.clone_from(&self.paragraph_subject);
        self.compared = self.compared_subject.clone().or(self.compared.take());
        self.anchor = self.tokens[i].to;
    }

    fn number(&mut self, token: &Token, value: Decimal, unit: Unit) {
        let bound = self.bind(token, unit);
        let field = self.push_figure(token, value, unit, bound);
        self.anchor = token.to;
        // 完成年初预算数450万元的106.67%, 占本年支出合计500万元的60%: the percentage is still to come.
        if unit.is_money() && (self.pending == Some(Field::Completion) || self.share && self.whole.is_some())
        {
            return;
        }
        self.after_change = matches!(field, Some(Field::Delta | Field::Growth))
            || (self.after_change && field == Some(Field::ChangeShare));
        self.pending = None;
        self.direction = None;
        self.share = false;
    }

    /// Writes a figure down with what it states, and the change it belongs to.
    fn push_figure(
        &mut self,
        token: &Token,
        value: Decimal,
        unit: Unit,
        bound: Option<(String, Field)>,
    ) -> Option<Field> {
        let direction = bound.as_ref().and_then(|(_, field)| match field {
            Field::Delta | Field::Growth | Field::BudgetDelta | Field::BudgetGrowth => self.direction,
            _ => None,
        });
        let whole = bound.as_ref().and_then(|(key, field)| self.whole_of(key, *field));
        let at = self.at(token.from, token.to);
        if let (Some((key, field)), Some(direction)) = (&bound, direction) {
            let base = if matches!(field, Field::Delta | Field::Growth) { Base::Prior } else { Base::Budget };
            self.out.comparisons.push(Comparison { key: key.clone(), base, direction, at: at.clone() });
        }
        let text = self.printed[at.bytes.clone()].to_owned();
        let (key, field) = bound.map_or((None, None), |(k, f)| (Some(k), Some(f)));
        self.out.figures.push(Figure { text, value, unit: unit.text(), key, field, whole, direction, at });
        field
    }

    /// The whole of a share: the one named, else what 其中 divides, where the fact has no natural one.
    fn whole_of(&self, key: &str, field: Field) -> Option<String> {
        let divided = || self.among.clone().filter(|whole| whole != key);
        match field {
            Field::Share => {
                self.whole.clone().or_else(|| divided().filter(|_| crate::facts::whole_of(key).is_none()))
            }
            Field::ChangeShare => divided(),
            _ => None,
        }
    }

    /// What a number states, by what stands before it.
    fn bind(&mut self, token: &Token, unit: Unit) -> Option<(String, Field)> {
        let (key, field) = self.bound(token, unit)?;
        // Of the three public expenses 预算 is the adjusted one, unless the paragraph speaks of 年初预算.
        let field = match field {
            Field::Budget if self.initial && has_adjusted_budget(&key) => Field::Initial,
            Field::Completion if self.initial && has_adjusted_budget(&key) => Field::InitialCompletion,
            other => other,
        };
        Some((key, field))
    }

    fn bound(&mut self, token: &Token, unit: Unit) -> Option<(String, Field)> {
        let between = self.place.text.text(self.anchor, token.from);
        let joined = lexicon::joins(&between);
        let subject = self.subject.clone();
        match unit {
            Unit::Wan | Unit::Yuan | Unit::Yi => {
                if let (true, Some(whole)) = (self.share && joined, &self.whole) {
                    return Some((whole.clone(), Field::Current));
                }
                let field = match (self.pending, self.direction) {
                    (Some(Field::Completion), _) => Field::Budget,
                    (Some(Field::Current), _) if self.last_year => Field::Prior,
                    (Some(field @ (Field::Current | Field::Budget | Field::Executed)), _) => field,
                    (None, Some(Direction::Up | Direction::Down)) => match self.base {
                        Base::Prior => Field::Delta,
                        Base::Budget => Field::BudgetDelta,
                    },
                    (None, None) if self.last_year => Field::Prior,
                    (None, None) => Field::Current,
                    _ => return None,
                };
                joined.then_some(())?;
                Some((subject?, field))
            }
            Unit::Percent => {
                if self.share {
                    let named_whole = self.whole.is_some();
                    (joined || (named_whole && between.ends_with('的'))).then_some(())?;
                    let field =
                        if self.after_change && !named_whole { Field::ChangeShare } else { Field::Share };
                    return Some((subject?, field));
                }
                joined.then_some(())?;
                let field = match (self.pending, self.direction, self.base) {
                    (Some(Field::Completion), ..) => Field::Completion,
                    (None, Some(Direction::Up | Direction::Down), Base::Prior) => Field::Growth,
                    (None, Some(Direction::Up | Direction::Down), Base::Budget) => Field::BudgetGrowth,
                    _ => return None,
                };
                Some((subject?, field))
            }
            Unit::Score => {
                (joined && self.pending == Some(Field::Score)).then_some(())?;
                Some((subject?, Field::Score))
            }
            Unit::Count(unit) => {
                let key = subject::count_key(&subject?, unit)?;
                // 接待3批次、16人次: the second number belongs to the same subject.
                let follows = joined || between == "、" || between == ",";
                follows.then(|| (key.to_owned(), Field::Count))
            }
            Unit::Points => None,
        }
    }

    /// A reason: from behind 主要原因是 to where the next statement begins.
    fn reason(&mut self, i: usize) -> usize {
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

    /// 主要是因为减少卫生健康支出423.62万元、其他支出9.56万元；增加…: amounts of 类 by which expenditure changed.
    fn class_changes(&mut self, from: usize, end: usize) {
        if !matches!(self.topic, Some(Topic::Total | Topic::Expenditure | Topic::Fiscal | Topic::General)) {
            return;
        }
        let tokens = self.tokens;
        let mut direction = None;
        let mut behind = self.tokens[from - 1].to;
        for token in &tokens[from..end] {
            match &token.kind {
                Kind::Mark(Mark::Up) => direction = Some(Direction::Up),
                Kind::Mark(Mark::Down) => direction = Some(Direction::Down),
                Kind::Number { value, unit: Unit::Wan } if direction.is_some() => {
                    let name = self.place.text.text(behind, token.from);
                    let code = name.ends_with("支出").then(|| self.codes.class(&name)).flatten();
                    if let Some(code) = code {
                        let at = self.at(token.from, token.to);
                        let text = self.printed[at.bytes.clone()].to_owned();
                        self.out.figures.push(Figure {
                            text,
                            value: *value,
                            unit: Unit::Wan.text(),
                            key: Some(self.item_key(&code)),
                            field: Some(Field::Delta),
                            whole: None,
                            direction,
                            at,
                        });
                    }
                }
                _ => {}
            }
            if !matches!(token.kind, Kind::Name(_) | Kind::Item { .. }) {
                behind = token.to;
            }
        }
    }

    /// 主要包括：基本工资、津贴补贴…等。
    fn list(&mut self, i: usize) -> usize {
        let key = self.subject.clone().unwrap_or_default();
        if !matches!(key.as_str(), "general.personnel" | "general.operating") {
            self.anchor = self.tokens[i].to;
            return i + 1;
        }
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
            let personnel = key == "general.personnel";
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
    fn purpose(&mut self, i: usize) -> usize {
        let end = self.region_end(i + 1, false);
        let key = match self.subject.as_deref() {
            Some(s) if s.starts_with("three_public.reception") => "text.reception_purpose".to_owned(),
            Some(s) if s.starts_with("three_public.vehicle") => "text.vehicle_purpose".to_owned(),
            Some(s) => match s.rsplit_once(".item.") {
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

    /// The token behind a free text that begins at `from`: the end of its sentence, or where a statement begins. A reason goes on over
    /// sentences that state nothing.
    fn region_end(&self, from: usize, reason: bool) -> usize {
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
                Kind::Mark(Mark::Among) if self.opens_statement(j + 1, true) => return j,
                Kind::Mark(Mark::Received) if !reason => return j,
                Kind::Mark(Mark::Reason) if !reason => return j,
                _ => {}
            }
            j += 1;
        }
        tokens.len()
    }

    /// Whether a statement begins at a token: 与上年相比…增加…, 公用经费…万元, 年初预算为…万元, 完成预算的…%.
    fn opens_statement(&self, from: usize, loose: bool) -> bool {
        let tokens = self.tokens;
        let clause_end =
            (from..tokens.len()).find(|j| matches!(tokens[*j].kind, Kind::Stop | Kind::Semicolon));
        let clause_end = clause_end.unwrap_or(tokens.len());
        let Some(first) = tokens.get(from).filter(|_| from < clause_end) else { return false };
        // A statement begins with its clause: nothing but a connective before its first word.
        let start = tokens.get(from.wrapping_sub(1)).map_or(0, |t| t.to);
        let lead = self.place.text.text(start, first.from);
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
        match &first.kind {
            Kind::Mark(Mark::With) => {
                let compared = matches!(
                    clause.get(1).map(|t| &t.kind),
                    Some(Kind::Year(_) | Kind::Mark(Mark::LastYear | Mark::Budget))
                );
                compared && (announced(clause) || clause.iter().any(|t| t.is(Mark::Same)))
            }
            Kind::Mark(Mark::Received) => true,
            Kind::Mark(Mark::Budget | Mark::Final | Mark::Completion) => clause.get(1).is_some_and(figure),
            Kind::Name(name) if name.key(self.topic).is_some() => {
                let own = clause.iter().take_while(|t| !t.ends_clause());
                let own: Vec<&Token> = own.collect();
                match own.get(1) {
                    Some(next) if matches!(next.kind, Kind::Number { .. }) => {
                        lexicon::joins(&self.place.text.text(first.to, next.from))
                    }
                    Some(next) => {
                        loose
                            && matches!(next.kind, Kind::Mark(Mark::Final | Mark::Budget))
                            && own.iter().any(|t| figure(t))
                    }
                    None => false,
                }
            }
            Kind::Item { .. } => true,
            Kind::Year(_) if loose => self.opens_statement(from + 1, loose),
            _ => false,
        }
    }

    fn leave_region(&mut self, end: usize) {
        self.pending = None;
        self.direction = None;
        self.share = false;
        self.anchor = self.end_of_region(end);
    }

    fn end_of_region(&self, end: usize) -> usize {
        self.tokens.get(end).map_or(self.place.text.chars.len(), |t| t.from)
    }

    /// The printed text of a region without the punctuation around it; `None` if nothing is left.
    fn region_text(&self, mark: usize, end: usize) -> Option<String> {
        let bytes = self.place.text.printed(self.tokens[mark].to, self.end_of_region(end));
        let around = ['：', ':', '，', ',', '。', '；', ';', ' ', '　', '（', '('];
        let text = self.printed[bytes].trim_matches(around).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn at(&self, from: usize, to: usize) -> At {
        let bytes = self.place.text.printed(from, to);
        let sentence = sentence_around(self.printed, bytes.start, bytes.start);
        At { section: self.place.section, paragraph: self.place.paragraph, bytes, sentence }
    }
}
