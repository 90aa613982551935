//! The exports of invented units that `examples/county` makes, for tests that need many or large ones.

#[path = "../../examples/make_samples/accounts.rs"]
#[allow(dead_code, reason = "the samples use all of it")]
mod accounts;
#[path = "../../examples/make_samples/budget_form.rs"]
mod budget_form;
#[path = "../../examples/make_samples/catalogue.rs"]
#[allow(dead_code, reason = "a unit lists its own 科目")]
mod catalogue;
#[path = "../../examples/make_samples/cells.rs"]
mod cells;
#[path = "../../examples/make_samples/data.rs"]
#[allow(dead_code, reason = "the samples use all of it")]
mod data;
#[path = "../../examples/make_samples/export.rs"]
mod export;
#[path = "../../examples/make_samples/fiscal_form.rs"]
mod fiscal_form;
#[path = "../../examples/make_samples/form.rs"]
mod form;
#[path = "../../examples/make_samples/item_forms.rs"]
mod item_forms;
#[path = "../../examples/county/make.rs"]
#[allow(dead_code, reason = "each test program makes its own kind")]
pub mod make;
#[path = "../../examples/make_samples/operation_form.rs"]
mod operation_form;
#[path = "../../examples/support/random.rs"]
pub mod random;
#[path = "../../examples/make_samples/totals_form.rs"]
mod totals_form;
#[path = "../../examples/county/unit.rs"]
#[allow(dead_code, reason = "each test program makes its own kind")]
mod unit;
