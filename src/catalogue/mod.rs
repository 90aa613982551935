//! The classifications as data (政府收支分类科目): codes, names, and how they were renamed over the years.

pub mod economic;
pub mod functional;
pub mod glossary;
