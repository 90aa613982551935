//! What a document would say where its sentences show only one case: 与上年持平 this year, an increase the next. Words of the
//! same sentence, or of other sentences of the document, come before those of the nearest style.

use super::nodes::{Choice, Node, Question, argument, of_relation, write};
use crate::money::TextUnit;

/// Words between two amounts that are the same: 决算数与预算数持平.
const ALIKE: [&str; 6] = ["持平", "一致", "相同", "相等", "一样", "相符"];

/// How a document says what a sentence of it does not show.
#[derive(Debug, Clone, Default)]
pub struct Manner {
    /// What stands right before a change, without a mark between: 比{{ prior_year }}年度决算数. `None` where it stands as a
    /// clause of its own, which a style's `words.versus` is.
    pub than: Option<String>,
    /// Unit of its amounts.
    pub unit: TextUnit,
    /// Whether it says nothing (年初无预算) of an amount that has no budget.
    pub silent_without_budget: bool,
}

impl Manner {
    /// Says the cases that some nodes leave open.
    pub fn complete(&self, nodes: &mut Vec<Node>) {
        nodes.dedup_by(|later, earlier| both_cases(earlier, later));
        let bare = has_bare_change(nodes);
        self.fill(nodes, bare);
    }

    fn fill(&self, nodes: &mut [Node], bare: bool) {
        for node in nodes {
            let Node::Choice(choice) = node else { continue };
            match choice.question {
                Question::Changed if choice.yes.is_none() && !choice.quiet => {
                    choice.yes = self.changed(choice, bare);
                }
                Question::Budgeted if choice.no.is_none() && self.silent_without_budget => {
                    choice.no = Some(Vec::new());
                }
                Question::OffBudget if choice.yes.is_none() => choice.yes = differs(choice),
                Question::OffBudget if choice.no.is_none() => choice.no = equals(choice),
                _ => {}
            }
            for branch in [&mut choice.yes, &mut choice.no].into_iter().flatten() {
                self.fill(branch, bare);
            }
        }
    }

    /// A change, where only 持平 was shown.
    fn changed(&self, choice: &Choice, bare: bool) -> Option<Vec<Node>> {
        let Choice { key, lead, subject, tail, .. } = choice;
        let (than, why) = match (&self.than, bare) {
            // 其中：基本支出增加5万元；项目支出与上年持平: the sentence has said with what it compares, and tells reasons as one.
            (_, true) => ("", String::new()),
            (Some(than), false) => (than.as_str(), format!("{{{{ {key} | reason(before=because) }}}}")),
            (None, false) => return None,
        };
        Some(vec![Node::Words(format!("{lead}{subject}{than}{{{{ {key} | change }}}}{why}{tail}"))])
    }
}

/// 增加0万元，增长0%，与上年持平: a form that nobody crossed out says both cases of one choice. Joins them in the first.
fn both_cases(earlier: &mut Node, later: &mut Node) -> bool {
    let (Node::Choice(change), Node::Choice(same)) = (earlier, later) else { return false };
    let both = change.question == Question::Changed
        && change.same_place(same)
        && (change.yes.is_some(), change.no.is_some()) == (true, false)
        && (same.yes.is_some(), same.no.is_some()) == (false, true)
        && same.tail.is_empty();
    if both {
        change.no = same.no.take();
    }
    both
}

/// Whether a sentence says a change without saying with what it compares: another clause does.
fn has_bare_change(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Print(expression) => expression.contains(" | change"),
        Node::Choice(choice) => choice.bare,
        Node::Words(_) => false,
    })
}

/// 决算数小于预算数的主要原因是…, where only 决算数等于预算数 was shown.
fn differs(choice: &Choice) -> Option<Vec<Node>> {
    let no = write(choice.no.as_deref()?);
    let said = no.strip_suffix(choice.tail.as_str())?;
    if said.contains("{%") {
        return None;
    }
    let (before, after) = said.split_once("等于").or_else(|| {
        let (before, after) = said.split_once('与')?;
        Some((before, ALIKE.iter().find_map(|word| after.strip_suffix(word))?))
    })?;
    let names = |words: &str| words.chars().last().is_some_and(char::is_alphabetic);
    let Choice { key, tail, .. } = choice;
    let against = of_relation(choice.against);
    let of_reason = argument(choice.against);
    (names(before) && names(after) && after.contains("预算")).then(|| {
        vec![Node::Words(format!(
            "{before}{{{{ {key} | compare{against} }}}}{after}{{{{ {key} | reason({of_reason}, before=\"的主要原因是\") }}}}{tail}"
        ))]
    })
}

/// 决算数等于预算数, where only 决算数小于预算数的主要原因是… was shown.
fn equals(choice: &Choice) -> Option<Vec<Node>> {
    let said = write(choice.yes.as_deref()?);
    let compare = format!("{{{{ {} | compare{} }}}}", choice.key, of_relation(choice.against));
    let (before, behind) = said.split_once(compare.as_str())?;
    // The words of the lead belong to the reason, which falls away.
    let words = match behind.split_once("before=\"") {
        Some((reason, lead)) if reason.starts_with("{{") => lead,
        _ => behind,
    };
    let end = words.find(|c: char| "的，,。；：、\"{".contains(c))?;
    let budget = &words[..end];
    (budget.contains("预算") && !before.contains("{%"))
        .then(|| vec![Node::Words(format!("{before}等于{budget}{}", choice.tail))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Option<Vec<Node>> {
        Some(vec![Node::Words(text.to_owned())])
    }

    fn completed(manner: &Manner, choice: Choice) -> String {
        let mut nodes = vec![Node::Choice(choice)];
        manner.complete(&mut nodes);
        write(&nodes)
    }

    #[test]
    fn a_relation_is_said_both_ways_in_the_words_of_one() {
        let choice = Choice::new(Question::OffBudget, "item.key");
        let same = |text: &str| completed(&Manner::default(), Choice { no: words(text), ..choice.clone() });
        let differs = "{% elif item.key is comparable(against=\"budget\") %}，决算数{{ item.key | compare }}预算数\
                       {{ item.key | reason(against=\"budget\", before=\"的主要原因是\") }}{% endif %}";
        assert!(same("，决算数等于预算数").ends_with(differs), "{}", same("，决算数等于预算数"));
        assert!(same("，决算数与预算数持平").ends_with(differs), "{}", same("，决算数与预算数持平"));
        // 与预算数持平 names no amount of its own; the nearest style speaks.
        assert!(same("，与预算数持平").contains("relation"), "{}", same("，与预算数持平"));
        let other = "，决算数{{ item.key | compare }}{{ item.key | reason(against=\"budget\", before=\"预算数的主要原因是\") }}";
        let said = completed(&Manner::default(), Choice { yes: words(other), ..choice });
        assert!(said.starts_with("{% if item.key is on_budget %}，决算数等于预算数{% elif"), "{said}");
    }

    #[test]
    fn a_form_that_says_both_cases_is_one_choice() {
        let choice = Choice::new(Question::Changed, "\"training\"");
        let change = Choice { yes: words("，比上年{{ \"training\" | change }}"), ..choice.clone() };
        let same = Choice { no: words("，与上年持平"), ..choice };
        let mut nodes = vec![Node::Choice(change), Node::Choice(same)];
        Manner::default().complete(&mut nodes);
        let said = "{% if first_year %}{% elif \"training\" is unchanged %}，与上年持平\
                    {% else %}，比上年{{ \"training\" | change }}{% endif %}";
        assert_eq!(write(&nodes), said);
    }

    #[test]
    fn a_change_is_said_as_beside_it_or_as_elsewhere() {
        let same = Choice {
            no: words("；培训费与上年持平"),
            lead: "；".to_owned(),
            subject: "培训费".to_owned(),
            ..Choice::new(Question::Changed, "\"training\"")
        };
        let than = Manner { than: Some("比上年决算数".to_owned()), ..Manner::default() };
        let said = completed(&than, same.clone());
        assert!(
            said.ends_with("{% else %}；培训费比上年决算数{{ \"training\" | change }}{{ \"training\" | reason(before=because) }}{% endif %}"),
            "{said}"
        );
        let mut nodes = vec![Node::Print("\"conference\" | change".to_owned()), Node::Choice(same.clone())];
        than.complete(&mut nodes);
        assert!(write(&nodes).ends_with("{% else %}；培训费{{ \"training\" | change }}{% endif %}"));
        assert!(completed(&Manner::default(), same).contains("{{ versus }}，培训费"));
    }
}
