//! `juesuan batch`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::BatchOptions;
use super::progress::Progress;
use super::{INTERRUPTED, print};
use crate::bureau::{Row, State};
use crate::error::{Error, Result};
use crate::platform;
use crate::source::Source;
use crate::work::batch::{self, Batch, Event, Outcome, Task};
use crate::work::{self, Format, Request};

/// Makes or checks many units, or merges the summaries of parts. Exit code 3 if a unit failed, else 1 if the checks of
/// one found an error; 130 if the run was stopped.
///
/// # Errors
/// See [`batch::run`] and [`batch::merge`].
pub fn run(options: &BatchOptions) -> Result<ExitCode> {
    if options.merge {
        let out = options.out.clone().unwrap_or_else(|| PathBuf::from("汇总"));
        let outcome = batch::merge(&options.places, &out)?;
        say(&outcome);
        return Ok(code(&outcome));
    }
    let [place] = options.places.as_slice() else {
        return Err(Error::Usage("只能给出一个文件夹或一份名单；合并各份汇总请加 --merge".into()));
    };
    if options.format.contains(&Format::Pdf) && !options.check && !options.proofread {
        work::can_print()?;
    }
    all_of(&Batch {
        place: place.clone(),
        out: options.out.clone(),
        jobs: options.jobs,
        task: match (options.check, options.proofread) {
            (true, _) => Task::Check,
            (_, true) => Task::Proofread,
            _ => Task::Build,
        },
        request: Request {
            like: options.like.as_ref().map(Source::from),
            style: options.style.clone().unwrap_or_default(),
            options: options.set.clone(),
            scope: options.scope,
            templates: options.templates.clone(),
            year: options.year,
            ..Request::default()
        },
        formats: options.format.clone(),
        force: options.force,
        all: options.all,
        shard: options.shard,
        whole: options.whole.as_ref().map(Source::from),
        consolidate: options.consolidate.clone(),
    })
}

/// Runs a batch and says how it goes.
fn all_of(batch: &Batch) -> Result<ExitCode> {
    let stop = platform::on_interrupt(|again| {
        if again {
            platform::abandon_prints();
            std::process::exit(i32::from(INTERRUPTED));
        }
        print::err("\n正在停止：做完手里的单位就结束；再按一次 Ctrl-C 立即退出\n");
    });
    let mut progress = Progress::default();
    let outcome = batch::run(batch, &stop, &mut |event| match event {
        Event::Begun { units, listed, jobs } => {
            progress.begin(units);
            let what = if listed { "名单里的单位" } else { "放着工作簿的文件夹" };
            print::err(&format!("{what}{units}个，同时处理{jobs}个\n"));
        }
        Event::Passed => progress.pass(),
        Event::Done { row, unchanged } => progress.step(row.state == State::Failed, &step(row, unchanged)),
    });
    progress.end();
    let mut outcome = outcome?;
    say(&outcome);
    if let Some(error) = outcome.not_written.take().or(outcome.not_compared.take()) {
        return Err(error);
    }
    let pending = outcome.summary.count(State::Pending);
    if pending > 0 {
        print::err(&format!("已停止，{pending}个单位没有处理。再运行一次同样的命令接着做\n"));
        return Ok(ExitCode::from(INTERRUPTED));
    }
    Ok(code(&outcome))
}

/// `003示例县商务局：已生成，错误0项，警告2项，缺口14处`
fn step(row: &Row, unchanged: bool) -> String {
    if let Some(reason) = &row.reason {
        return format!("{}：{}。{reason}", row.unit, row.state.label());
    }
    let state = if unchanged { "没有变化" } else { row.state.label() };
    let gaps = row.gaps.map_or_else(String::new, |gaps| format!("，缺口{gaps}处"));
    format!("{}：{state}，错误{}项，警告{}项{gaps}", row.unit, row.errors, row.warnings)
}

fn say(outcome: &Outcome) {
    let Outcome { summary, out, unchanged, written, .. } = outcome;
    let mut text = format!("{}\n", summary.said());
    if *unchanged > 0 {
        text.push_str(&format!("其中{unchanged}个没有变化，没有重新生成（要重新生成请加 --all）\n"));
    }
    for row in summary.units.iter().filter(|row| row.state == State::Failed) {
        text.push_str(&format!("  失败  {}：{}\n", row.unit, row.reason.as_deref().unwrap_or_default()));
    }
    for passed in &summary.passed {
        text.push_str(&format!("  没有作为单位  {}：{}\n", passed.name, passed.reason));
    }
    if let Some(whole) = &summary.whole {
        text.push_str(&format!("{}\n", whole.said()));
        whole.causes.iter().for_each(|cause| text.push_str(&format!("  {cause}\n")));
    }
    if let Some(department) = &summary.department {
        text.push_str(&format!("{}\n", department.said()));
        department.unknown.iter().for_each(|unknown| text.push_str(&format!("  {unknown}\n")));
    }
    if !written.is_empty() {
        text.push_str(&format!("写入 {}：\n", shown(out)));
    }
    written.iter().for_each(|file| text.push_str(&format!("  {file}\n")));
    print::err(&text);
}

fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

fn code(outcome: &Outcome) -> ExitCode {
    let summary = &outcome.summary;
    let department = summary.department.as_ref().map(|department| &department.row);
    let failed = usize::from(department.is_some_and(|row| row.state == State::Failed));
    ExitCode::from(match summary.count(State::Failed) + failed {
        0 => {
            let differs = summary.whole.as_ref().is_some_and(|whole| !whole.differences.is_empty());
            u8::from(differs || summary.units.iter().chain(department).any(|row| row.errors > 0))
        }
        _ => 3,
    })
}
