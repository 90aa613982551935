//! One file per format, from tables, facts and narrative. How anything was computed is not known here.

pub mod json;
pub mod markdown;
pub mod output;
pub mod xlsx;
