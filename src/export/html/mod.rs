//! placeholder
use crate::document::Document;
use crate::error::Result;
/// x
pub fn page(_d: &Document) -> Result<String> { Ok(String::new()) }
