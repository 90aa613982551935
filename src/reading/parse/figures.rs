//! Figures: what a number states, by what stands before it.

use rust_decimal::Decimal;

use super::Reader;
use crate::facts::{CodedGroup, has_adjusted_budget};
use crate::reading::lexicon::{self, Mark};
use crate::reading::scan::{Kind, Token, Unit};
use crate::reading::topic::Topic;
use crate::reading::{Base, Comparison, Direction, Field, Figure, subject};

impl Reader<'_> {
    pub(super) fn number(&mut self, token: &Token, value: Decimal, unit: Unit) {
        let bound = self.bind(token, unit);
        let announced = self.pending.is_some() || self.direction.is_some() || self.share;
        let unknown = bound.is_none() && unit.is_money() && !announced;
        let field = self.push_figure(token, value, unit, bound);
        self.anchor = token.to;
        // 事业收入5万元，占1%；教育收费3万元，占2%: what is said next is said of what no fact knows.
        if unknown {
            self.subject = None;
        }
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
    pub(super) fn push_figure(
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
        // 完成年初预算的98%，主要原因是: why it is not all of it, unless something else was compared before.
        if let Some((key, Field::Completion | Field::InitialCompletion)) = &bound
            && self.compared.as_ref().is_none_or(|(compared, _)| compared != key)
        {
            self.compared = Some((key.clone(), Base::Budget));
        }
        let (key, field) = bound.map_or((None, None), |(k, f)| (Some(k), Some(f)));
        self.out.figures.push(Figure { text, value, unit: unit.text(), key, field, whole, direction, at });
        field
    }

    /// The whole of a share: the one named, else what 其中 divides, where the fact has no natural one.
    pub(super) fn whole_of(&self, key: &str, field: Field) -> Option<String> {
        let divided = || self.among.clone().filter(|whole| whole != key);
        match field {
            Field::Share => {
                let named = self.whole.as_deref().map(|whole| if whole == key { wider(key) } else { whole });
                // 收入合计5万元，其中：一般公共预算财政拨款收入4万元，占80%: not of 财政拨款收入, its natural whole.
                let source = key.starts_with("fiscal.income.");
                let of_all = |whole: &String| whole == "income.total" && source || lies_in(key, whole);
                named.map(str::to_owned).or_else(|| {
                    divided().filter(|whole| of_all(whole) || crate::facts::whole_of(key).is_none())
                })
            }
            Field::ChangeShare => divided(),
            _ => None,
        }
    }

    /// What a number states, by what stands before it.
    pub(super) fn bind(&mut self, token: &Token, unit: Unit) -> Option<(String, Field)> {
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
        // 预决算差异率-25.00%: the sign belongs to the number.
        let between =
            if self.pending == Some(Field::BudgetGrowth) { between.trim_end_matches('-') } else { &between };
        let joined = lexicon::joins(between);
        let mut subject = self.subject.clone();
        if unit.is_money() {
            subject = subject.as_deref().and_then(subject::money_key).map(str::to_owned);
        }
        match unit {
            Unit::Wan | Unit::Yuan | Unit::Yi => {
                if let (true, Some(whole)) = (self.share && joined, &self.whole) {
                    return Some((whole.clone(), Field::Current));
                }
                let field = match (self.pending, self.direction) {
                    (Some(Field::Completion), _) => Field::Budget,
                    (Some(Field::Current), _) if self.last_year => Field::Prior,
                    (Some(field @ (Field::Current | Field::Prior | Field::Budget | Field::Executed)), _) => {
                        field
                    }
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
                    (Some(field @ (Field::Completion | Field::BudgetGrowth)), ..) => field,
                    // 决算数为年初预算的99.47%
                    (Some(Field::Budget), None, _) if between == "的" => Field::Completion,
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
            // 共有车辆2辆，比上年减少1辆: no number of vehicles.
            Unit::Count(_) if self.direction.is_some() => None,
            Unit::Count(unit) => {
                // 公务接待人次150次 counts persons, whatever the unit.
                let persons = ["人次", "人数"].iter().any(|w| between.starts_with(w)) && unit == "次";
                let key = subject::count_key(&subject?, if persons { "人次" } else { unit })?;
                // 接待3批次、16人次: the second number belongs to the same subject.
                let apart = between.trim_start_matches(['、', ',', ';']);
                // 公务用车购置费0万元，购置0辆
                let bought = key == "count.vehicles_purchased" && ["购置", "新购"].contains(&apart);
                let follows = joined || bought || lexicon::joins(apart);
                follows.then(|| (key.to_owned(), Field::Count))
            }
            Unit::Points => None,
        }
    }

    /// 主要是因为减少卫生健康支出423.62万元、其他支出9.56万元；增加…: amounts of 类 by which expenditure changed.
    pub(super) fn class_changes(&mut self, from: usize, end: usize) {
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
}

/// Whether a 款 or 项 is one of a 类 or 款 (教育支出5万元，其中：普通教育4万元，占80%).
fn lies_in(key: &str, whole: &str) -> bool {
    let of = |key| CodedGroup::of(key).map(|(_, code)| code);
    of(key).zip(of(whole)).is_some_and(|(code, above)| code != above && code.starts_with(above))
}

/// What a figure has a share of, where a section's own 本年支出合计 is the figure: 财政拨款支出5万元，占本年支出合计的50%.
fn wider(key: &str) -> &str {
    match key {
        "fiscal.total" => "total",
        "fiscal.income" | "fund.income" | "state.income" => "income.total",
        "fiscal.expenditure" | "fund.expenditure" | "state.expenditure" => "expenditure.total",
        other => other,
    }
}
