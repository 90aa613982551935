//! Checks of files that did not change: what they found holds as long as what they ask is answered as before.

use std::cell::RefCell;
use std::sync::Mutex;

use crate::finding::Finding;

/// What was asked, and what followed.
#[derive(Debug, Clone)]
struct Round {
    /// Keys of reasons that were asked for, and whether they were there.
    asked: Vec<(String, bool)>,
    findings: Vec<Finding>,
}

/// Findings about files, made once for many reports of them.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Option<Round>>);

impl Kept {
    /// The findings; made anew if one of the questions is answered otherwise now.
    pub fn or_make(
        &self,
        has_reason: &dyn Fn(&str) -> bool,
        make: impl FnOnce(&dyn Fn(&str) -> bool) -> Vec<Finding>,
    ) -> Vec<Finding> {
        // A panic while making leaves nothing half-made.
        let mut kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(round) = &*kept
            && round.asked.iter().all(|(key, answer)| has_reason(key) == *answer)
        {
            return round.findings.clone();
        }
        let asked = RefCell::new(Vec::new());
        let findings = make(&|key| {
            let answer = has_reason(key);
            asked.borrow_mut().push((key.to_owned(), answer));
            answer
        });
        *kept = Some(Round { asked: asked.into_inner(), findings: findings.clone() });
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_made_anew_when_an_answer_is_another() {
        let kept = Kept::default();
        let mut made = 0;
        let mut found = |reasons: &[&str]| {
            let has = |key: &str| reasons.contains(&key);
            let findings = kept.or_make(&has, |has| {
                made += 1;
                let codes = ["yoy.total", "yoy.income"].iter().filter(|key| !has(key));
                codes.map(|key| Finding::new("K050", *key)).collect()
            });
            (findings.into_iter().map(|f| f.message).collect::<Vec<_>>(), made)
        };
        let both = vec!["yoy.total".to_owned(), "yoy.income".to_owned()];
        assert_eq!(found(&[]), (both.clone(), 1));
        // What was not asked for changes nothing.
        assert_eq!(found(&["yoy.other"]), (both.clone(), 1));
        assert_eq!(found(&["yoy.total"]), (both[1..].to_vec(), 2));
        assert_eq!(found(&[]), (both, 3));
    }
}
