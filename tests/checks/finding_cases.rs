//! Every finding code has a case that fires it and a near miss that leaves it silent, and both are really there.
//!
//! A case is `folder/file::test`, a test function of `tests/folder/file.rs` (or of a file below `src/`) that names the code in its
//! body, in its own comment, or in a table (`const`) that its body runs through; or `case/NAME`, a golden folder whose expected 核对结果.json
//! holds the code (a near miss: is there and does not hold it).

use std::collections::BTreeMap;
use std::path::Path;

use juesuan::finding::CATALOGUE;

/// Each finding of proofreading: one planted error, one change that only resembles it.
const PLANTED: &str = "documents/proofread::one_planted_error_is_found_at_its_place";
const NO_ERROR: &str = "documents/proofread::what_is_no_error_is_not_reported";

/// The same for attachments.
const ATTACHED: &str = "documents/proofread_attached::one_planted_error_is_found_at_its_place";
const ATTACHED_NONE: &str = "documents/proofread_attached::what_is_no_error_is_not_reported";

/// Code, what fires it, what nearly does.
const CASES: &[(&str, &str, &str)] = &[
    ("R001", "inputs/reading_errors::without_the_fund_form", "inputs/noise::sheets_renamed"),
    ("R002", "inputs/reading_errors::a_column_missing", "inputs/noise::line_breaks_inside_heads"),
    (
        "R003",
        "inputs/reading_errors::a_text_where_an_amount_belongs",
        "inputs/noise::amounts_as_text_with_separators",
    ),
    ("R004", "inputs/reading_errors::a_code_twice", "inputs/noise::title_and_heads_repeated_in_mid_table"),
    ("R005", "inputs/reading_errors::a_code_of_the_wrong_length", "inputs/noise::codes_with_spaces_around"),
    (
        "R006",
        "inputs/reading_errors::two_sheets_of_the_same_form",
        "inputs/noise::hidden_old_copy_of_a_sheet",
    ),
    ("R008", "inputs/reading_errors::no_unit_of_amounts", "inputs/noise::half_width_brackets_and_colons"),
    (
        "R009",
        "inputs/whole_tables::a_sheet_in_another_unit_is_one_finding",
        "inputs/whole_tables::growth_and_a_single_cell_are_no_matter_of_units",
    ),
    (
        "R010",
        "inputs/reading_errors::a_formula_without_a_result",
        "inputs/noise::formulas_with_results_for_totals",
    ),
    ("R011", "inputs/reading_errors::last_year_of_another_department", "inputs/noise::spaces_inside_labels"),
    ("R012", "inputs/reading_errors::a_budget_of_another_year", "case/standard-2023"),
    ("R015", "inputs/whole_tables::a_budget_total_apart_from_the_accounts", "case/standard-2023"),
    ("R007", LAYOUTS, LAYOUTS),
    ("R013", LAYOUTS, LAYOUTS),
    ("R014", LAYOUTS, LAYOUTS),
    ("R020", LAYOUTS, LAYOUTS),
    ("R021", LAYOUTS, LAYOUTS),
    ("R022", LAYOUTS, LAYOUTS),
    ("R023", LAYOUTS, LAYOUTS),
    ("R024", LAYOUTS, LAYOUTS),
    (
        "R025",
        "inputs/layouts::tables_that_cannot_be_the_budget_are_said",
        "inputs/layouts::tables_that_cannot_be_the_budget_are_said",
    ),
    (
        "R026",
        "inputs/layouts::the_general_budget_by_item_is_found_by_its_content",
        "inputs/layouts::tables_that_cannot_be_the_budget_are_said",
    ),
    ("R016", "case/published-current", "case/standard-2023"),
    ("R017", "checks/check_command::a_file_that_is_open_in_an_office_program_is_said", "case/standard-2023"),
    ("R018", "case/no-prior", "case/standard-2023"),
    ("R019", "checks/check_command::what_could_not_be_checked_is_said", "case/standard-2023"),
    (
        "R031",
        "inputs/codes::a_code_that_does_not_exist_is_named_with_the_right_one",
        "inputs/codes::new_and_renamed_codes",
    ),
    ("R032", "inputs/codes::names_on_other_codes_are_warned_of", "inputs/codes::new_and_renamed_codes"),
    ("R033", "inputs/codes::new_and_renamed_codes", "inputs/codes::new_and_renamed_codes"),
    ("R034", "inputs/codes::new_and_renamed_codes", "inputs/codes::new_and_renamed_codes"),
    (
        "R040",
        "checks/check_command::what_a_published_document_of_last_year_lacks_is_said",
        "checks/check_command::what_a_published_document_of_last_year_lacks_is_said",
    ),
    (
        "R041",
        "checks/check_command::what_a_published_document_of_last_year_lacks_is_said",
        "checks/check_command::what_a_published_document_of_last_year_lacks_is_said",
    ),
    (
        "R042",
        "routine/consolidate::a_department_is_its_units_less_what_they_paid_each_other",
        "routine/consolidate::what_does_not_match_is_refused_and_said",
    ),
    (
        "R043",
        "routine/consolidate::what_a_unit_does_not_have_is_a_gap",
        "routine/consolidate::a_department_is_its_units_less_what_they_paid_each_other",
    ),
    (
        "R044",
        "wording/like::a_model_in_yuan_makes_a_report_in_yuan_if_the_data_are_known_in_it",
        "wording/sentences::amounts_are_told_in_yuan_where_they_are_known_in_it",
    ),
    ("R045", "inputs/reading_errors::no_file_names_the_department", "case/standard-2023"),
    ("R035", "inputs/codes::a_code_that_moved_is_proposed", "inputs/codes::a_code_that_moved_is_proposed"),
    (
        "R037",
        "inputs/unread::amounts_stored_in_yuan_and_shown_in_another_unit_are_said_once",
        "inputs/unread::amounts_stored_in_yuan_and_shown_in_another_unit_are_said_once",
    ),
    (
        "R036",
        "inputs/codes::declared_codes_are_compared_and_said",
        "inputs/codes::declared_codes_are_compared_and_said",
    ),
    ("P001", PLANTED, NO_ERROR),
    ("P002", PLANTED, NO_ERROR),
    ("P003", PLANTED, NO_ERROR),
    ("P004", PLANTED, NO_ERROR),
    ("P005", PLANTED, NO_ERROR),
    ("P006", PLANTED, NO_ERROR),
    ("P007", PLANTED, NO_ERROR),
    ("P008", PLANTED, NO_ERROR),
    ("P009", PLANTED, NO_ERROR),
    ("P010", PLANTED, NO_ERROR),
    ("P011", PLANTED, NO_ERROR),
    ("P012", PLANTED, NO_ERROR),
    ("P013", PLANTED, NO_ERROR),
    ("P014", PLANTED, NO_ERROR),
    ("P015", PLANTED, NO_ERROR),
    ("P016", PLANTED, NO_ERROR),
    ("P017", PLANTED, NO_ERROR),
    ("P018", PLANTED, NO_ERROR),
    ("P019", ATTACHED, ATTACHED_NONE),
    ("P020", ATTACHED, ATTACHED_NONE),
    ("P021", ATTACHED, ATTACHED_NONE),
    ("P022", ATTACHED, ATTACHED_NONE),
    ("P023", ATTACHED, ATTACHED_NONE),
    ("P024", ATTACHED, ATTACHED_NONE),
    ("P025", ATTACHED, ATTACHED_NONE),
    ("P026", PLANTED, NO_ERROR),
    ("P027", PLANTED, NO_ERROR),
    (
        "P028",
        "documents/proofread::the_export_tells_every_amount_of_the_tables",
        "documents/proofread::the_export_tells_every_amount_of_the_tables",
    ),
    ("S001", "case/no-prior", "case/standard-2023"),
    (
        "S002",
        "routine/supplement::numbers_and_grades_are_understood_as_typed_and_else_said",
        "routine/supplement::numbers_and_grades_are_understood_as_typed_and_else_said",
    ),
    ("S003", "case/no-budget", "case/standard-2023"),
    (
        "S004",
        "routine/supplement::a_key_that_is_filled_in_twice_is_said_unless_it_says_the_same",
        "routine/supplement::a_key_that_is_filled_in_twice_is_said_unless_it_says_the_same",
    ),
    (
        "S005",
        "routine/supplement::a_head_that_is_gone_is_said",
        "routine/supplement::a_head_that_is_gone_is_said",
    ),
    (
        "S006",
        "routine/supplement::a_figure_the_export_has_otherwise_is_said",
        "routine/supplement::a_figure_the_export_has_otherwise_is_said",
    ),
    (
        "S007",
        "routine/supplement::a_reason_that_says_the_opposite_is_reported",
        "routine/supplement::a_reason_that_says_the_opposite_is_reported",
    ),
    (
        "S008",
        "routine/supplement::years_and_amounts_that_the_report_does_not_know_are_reported",
        "routine/supplement::years_and_amounts_that_the_report_does_not_know_are_reported",
    ),
    (
        "S009",
        "routine/supplement::years_and_amounts_that_the_report_does_not_know_are_reported",
        "routine/supplement::years_and_amounts_that_the_report_does_not_know_are_reported",
    ),
    ("S010", "routine/project::three_years_in_a_row", "routine/project::three_years_in_a_row"),
    ("S011", "routine/project::contradictions_in_self_assessment_forms", FORMS),
    ("S012", "routine/project::contradictions_in_self_assessment_forms", FORMS),
    ("S013", "routine/project::contradictions_in_self_assessment_forms", FORMS),
    ("S014", "routine/project::contradictions_in_self_assessment_forms", FORMS),
    ("S015", FORMS, FORMS),
    ("S016", "routine/project::contradictions_in_self_assessment_forms", FORMS),
    (
        "S019",
        "document/attachments::what_cannot_be_printed_as_it_stands_is_said",
        "document/attachments::what_cannot_be_printed_as_it_stands_is_said",
    ),
    (
        "S017",
        "routine/supplement::placeholders_are_asked_again_and_rows_without_a_key_are_said",
        "routine/supplement::placeholders_are_asked_again_and_rows_without_a_key_are_said",
    ),
    (
        "S018",
        "routine/supplement::placeholders_are_asked_again_and_rows_without_a_key_are_said",
        "routine/supplement::placeholders_are_asked_again_and_rows_without_a_key_are_said",
    ),
    ("T001", "wording/templates::each_mistake_is_found_with_its_place", BUILT_IN),
    ("T002", "wording/templates::files_that_nothing_uses_are_named", BUILT_IN),
    ("T003", "wording/templates::each_mistake_is_found_with_its_place", BUILT_IN),
    ("T004", "wording/templates::each_mistake_is_found_with_its_place", BUILT_IN),
    ("T005", "wording/templates::each_mistake_is_found_with_its_place", BUILT_IN),
    ("T006", "wording/templates::each_mistake_is_found_with_its_place", BUILT_IN),
    ("T009", "wording/templates::each_mistake_is_found_with_its_place", BUILT_IN),
    ("T007", "wording/templates::each_mistake_is_found_with_its_place", BUILT_IN),
    ("T010", "wording/structure::what_has_no_effect_is_named", BUILT_IN),
    (
        "T013",
        "wording/like::what_cannot_be_learned_is_marked_and_listed",
        "wording/like::words_of_the_office_stay_and_figures_are_this_years",
    ),
    (
        "T014",
        "wording/like::the_word_file_looks_as_the_model_does",
        "wording/like::the_models_fonts_sizes_and_margins_are_those_of_the_new_document",
    ),
    (
        "T015",
        "wording/like::projects_of_another_level_stay_apart_as_in_the_model",
        "wording/like::projects_of_another_level_stay_apart_as_in_the_model",
    ),
    (
        "T011",
        "wording/structure::what_a_style_leaves_out_is_said",
        "wording/structure::what_a_style_leaves_out_is_said",
    ),
    (
        "T012",
        "wording/structure::what_a_style_leaves_out_is_said",
        "wording/structure::what_a_style_leaves_out_is_said",
    ),
    ("T008", "wording/templates::a_newer_program_says_what_changed_under_an_override", BUILT_IN),
];

/// The built-in styles on data of every kind: nothing is said.
const BUILT_IN: &str = "wording/templates::every_built_in_pack_stands_all_data";

/// Sound 绩效自评表: the test names the codes that must not be said.
const FORMS: &str = "routine/project::self_assessment_forms_fill_the_sheet_and_the_text";

/// The relations within one year are a table of their own: see `tests/checks/relations.rs`.
const RELATIONS: (&str, &str) = (
    "checks/relations::each_change_breaks_its_rule_and_what_follows",
    "checks/relations::each_near_miss_leaves_its_rule_alone",
);
/// … and those across years, tables and files have a test each, with the near miss at its end.
const OTHERS: &[(&str, &str)] = &[
    ("K034", "checks/relations::an_amount_and_its_numbers_are_both_something_or_both_nothing"),
    ("K071", "checks/relations::openings_that_differ_from_last_years_closing_are_warned_of"),
    ("K072", "checks/relations::a_figure_left_standing_is_noticed"),
    ("K073", "checks/relations::great_growth_wants_a_reason"),
    ("K074", "inputs/whole_tables::last_years_file_table_or_column_is_one_finding"),
    ("K075", "inputs/whole_tables::columns_and_lines_out_of_place_are_one_finding"),
    ("K076", "inputs/whole_tables::another_units_operations_are_warned_of"),
    ("K077", "inputs/whole_tables::another_units_budget_is_warned_of"),
    ("W001", LISTED),
    ("W002", LISTED),
    ("W003", CONFLICT),
    ("W004", LISTED),
    ("W005", LISTED),
    ("W006", UNUSED),
];

/// Each change of the published tables fires one code, and another nearly does.
const LAYOUTS: &str = "inputs/layouts::codes_fire_and_their_near_misses_do_not";

/// Edits made in Word: listed where they cannot be taken over; before them, and where both places say the same, nothing is.
const LISTED: &str = "routine/word_edits::what_cannot_be_taken_over_is_listed_and_kept";
const CONFLICT: &str = "routine/word_edits::two_answers_are_a_conflict_and_neither_is_lost";
const UNUSED: &str = "routine/word_edits::an_own_sentence_without_its_place_is_said";

/// Codes without a case yet. Only ever shorter.
const MISSING: &[&str] = &[];

/// What a code's cases are.
fn cases_of(code: &str) -> Option<(&'static str, &'static str)> {
    if let Some((_, fires, near)) = CASES.iter().find(|c| c.0 == code) {
        return Some((fires, near));
    }
    if let Some((_, test)) = OTHERS.iter().find(|c| c.0 == code) {
        return Some((test, test));
    }
    code.starts_with('K').then_some(RELATIONS)
}

#[test]
fn every_code_has_a_case_and_a_near_miss() {
    let mut files = BTreeMap::new();
    let mut wrong = Vec::new();
    for code in CATALOGUE.iter().map(|e| e.code) {
        let missing = MISSING.contains(&code);
        let Some((fires, near)) = cases_of(code) else {
            if !missing {
                wrong.push(format!("{code} has no case: write one that fires it, one that nearly does"));
            }
            continue;
        };
        if missing {
            wrong.push(format!("{code} has a case now: take it out of MISSING"));
        }
        for (case, holds) in [(fires, true), (near, false)] {
            if let Err(reason) = look(&mut files, code, case, holds) {
                wrong.push(format!("{code}: {case}: {reason}"));
            }
        }
    }
    let listed = CASES.iter().map(|c| c.0).chain(OTHERS.iter().map(|c| c.0)).chain(MISSING.iter().copied());
    for code in listed {
        if juesuan::finding::entry(code).is_none() {
            wrong.push(format!("{code} is no code of the catalogue"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn look(files: &mut BTreeMap<String, String>, code: &str, case: &str, holds: bool) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if let Some(folder) = case.strip_prefix("case/") {
        let path = root.join("tests/cases").join(folder).join("expected/核对结果.json");
        let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
        return match text.contains(&format!("\"{code}\"")) {
            said if said == holds => Ok(()),
            true => Err("the golden case has this finding".into()),
            false => Err("the golden case lacks this finding".into()),
        };
    }
    let (file, test) = case.split_once("::").ok_or("neither folder/file::test nor case/NAME")?;
    let path = if file.starts_with("src/") { format!("{file}.rs") } else { format!("tests/{file}.rs") };
    let text = match files.get(&path) {
        Some(text) => text,
        None => {
            let text = std::fs::read_to_string(root.join(&path)).map_err(|e| e.to_string())?;
            files.entry(path.clone()).or_insert(text)
        }
    };
    let function = Function::find(text, test).ok_or("there is no such test")?;
    if function.mentions(text, code) { Ok(()) } else { Err("the test does not name the code".into()) }
}

/// A test function in a source text.
struct Function<'t> {
    comment: &'t str,
    body: &'t str,
}

impl<'t> Function<'t> {
    fn find(text: &'t str, name: &str) -> Option<Function<'t>> {
        let start = text.find(&format!("fn {name}() {{"))?;
        let before = &text[..start];
        let indent = before.len() - before.rfind('\n').map_or(0, |n| n + 1);
        let above = before[..before.len() - indent].trim_end().strip_suffix("#[test]")?;
        // Doc comments directly above.
        let comments = above.lines().rev().take_while(|l| l.trim_start().starts_with("//"));
        let length: usize = comments.map(|l| l.len() + 1).sum();
        let from = above.len().saturating_sub(length);
        let end = text[start..].find(&format!("\n{}}}\n", " ".repeat(indent)))? + start;
        Some(Function { comment: &above[from..], body: &text[start..end] })
    }

    /// In its body, its comment, or a table of the file that its body runs through.
    fn mentions(&self, text: &str, code: &str) -> bool {
        let tables = text.match_indices("\nconst ").filter_map(|(i, _)| {
            let rest = &text[i + "\nconst ".len()..];
            let name = rest.split(':').next()?;
            let end = rest.find("\n];").unwrap_or_else(|| rest.find(';').unwrap_or(rest.len()));
            self.body.contains(name).then(|| &rest[..end])
        });
        self.body.contains(code)
            || self.comment.contains(code)
            || tables.into_iter().any(|t| t.contains(code))
    }
}

#[test]
fn the_lookup_can_fail() {
    let text = "/// Near miss of R003.\n#[test]\nfn one() {\n    f(TABLE);\n}\n\nconst TABLE: &[&str] = &[\n    \"R004\",\n];\n\nfn two() {\n}\n";
    let one = Function::find(text, "one").expect("a test");
    assert!(one.mentions(text, "R003") && one.mentions(text, "R004") && !one.mentions(text, "R005"));
    assert!(Function::find(text, "two").is_none(), "no test");
    assert!(Function::find(text, "three").is_none());
}
