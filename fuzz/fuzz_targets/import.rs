//! Sheets, whatever file they came from, through the readers of accounts, budget, supplement and self-assessment.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((choice, sheets)) = input.split_first() else { return };
    let book = juesuan_fuzz::workbook(&String::from_utf8_lossy(sheets));
    match choice % 4 {
        0 => drop(juesuan::import::assemble(&book)),
        1 => drop(juesuan::import::budget_of(&book)),
        2 => drop(juesuan::supplement::supplement_of(&book)),
        _ => drop(juesuan::self_assessment::forms_of(&book, &mut Vec::new())),
    }
});
