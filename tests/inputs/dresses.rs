//! One set of tables in many dresses: every amount right, or said.

use crate::support::dresses::DRESSES;
use crate::support::layouts::{assemble, listed, published};

#[test]
fn every_amount_in_every_dress_is_read() {
    let clean = listed(&assemble(&published()));
    let mut wrong = Vec::new();
    for (dress, change) in DRESSES {
        let mut book = published();
        change(&mut book);
        let import = assemble(&book);
        let got = listed(&import);
        if got != clean || !import.is_whole() {
            let lost: Vec<_> = clean.iter().filter(|a| !got.contains(a)).collect();
            let new: Vec<_> = got.iter().filter(|a| !clean.contains(a)).collect();
            let said: Vec<String> =
                import.findings.iter().map(|f| format!("{} {}", f.code, f.message)).take(4).collect();
            wrong.push(format!(
                "{dress}: whole {}, {} lost {:?}, {} new {:?}\n      {}\n      missing {:?}",
                import.is_whole(),
                lost.len(),
                lost.iter().take(2).collect::<Vec<_>>(),
                new.len(),
                new.iter().take(2).collect::<Vec<_>>(),
                said.join("\n      "),
                import.missing,
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} dresses\n{}", wrong.len(), DRESSES.len(), wrong.join("\n"));
}
