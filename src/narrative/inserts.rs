//! Charts and tables that a template places between its sentences, by name.

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult};

use super::Teller;
use super::markup::{Insert, insert};
use crate::charts;

/// Registers `chart(name="收支总计")` and `table(name="03")`. A style without charts prints none.
pub fn register(tera: &mut Tera, teller: &Arc<Teller>) {
    let charts_shown = teller.style.charts;
    tera.register_function("chart", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let name = kwargs.must_get::<&str>("name")?;
        let Some(spec) = charts::find(name) else {
            let names: Vec<&str> = charts::SPECS.iter().map(|s| s.name).collect();
            return Err(Error::message(format!("没有名为“{name}”的图，可用的图：{}", names.join("、"))));
        };
        Ok(if charts_shown { insert(&Insert::Chart(spec.name.to_owned())) } else { String::new() })
    });
    tera.register_function("table", |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let name = kwargs.must_get::<&str>("name")?;
        match name.trim_start_matches("公开").trim_end_matches('表').parse::<u8>() {
            Ok(number) if (1..=9).contains(&number) => Ok(insert(&Insert::Table(number))),
            _ => Err(Error::message(format!("没有“{name}”这张表，可用的表：01 至 09"))),
        }
    });
}
