//! `--format pdf`: printed by the office program of this computer, its page numbers right, and nothing written where it
//! cannot be done.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::pages;
use crate::support::{not_run, sample};
use tempfile::tempdir;

/// A build in a folder: what it said and its exit code; temporary files go into `root/tmp`.
fn build(root: &Path, more: &[&str], office: Option<&Path>) -> (Option<i32>, String) {
    let tmp = root.join("tmp");
    std::fs::create_dir_all(&tmp).expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_juesuan"));
    command.arg("build").arg(sample("2023年决算.xlsx")).args(["--out", "out"]).args(more).current_dir(root);
    command.env("NO_COLOR", "1").env("TMPDIR", &tmp).env("JUESUAN_PDF_SECONDS", "2");
    if let Some(folder) = office {
        command.env("JUESUAN_OFFICE", folder);
    } else {
        command.env_remove("JUESUAN_PDF_SECONDS");
    }
    let output = command.output().expect("a run");
    assert_eq!(left(&tmp), Vec::<PathBuf>::new(), "temporary files stayed");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn left(tmp: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(tmp).expect("a folder").map(|e| e.expect("an entry").path());
    entries.filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().contains("juesuan"))).collect()
}

/// A folder with an office program that is a script.
#[cfg(unix)]
fn office(root: &Path, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let folder = root.join("office");
    std::fs::create_dir_all(&folder).expect("a folder");
    let program = folder.join("soffice");
    // The folder that the program is told to write into stands before the document.
    let out = "for a; do before=$last; last=$a; done; out=$before\n";
    std::fs::write(&program, format!("#!/bin/sh\n{out}{script}\n")).expect("a script");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it may run");
    folder
}

/// The printed document has every page, each number of its contents is that of the page, and the Word file has the same.
#[test]
fn the_printed_contents_are_right() {
    let supplement = sample("补充资料.xlsx");
    let prior = sample("2022年决算.xlsx");
    let given = ["--prior", &*prior.to_string_lossy(), "--supplement", &*supplement.to_string_lossy()];
    let folder = tempdir().expect("a folder");
    let mut more = given.to_vec();
    more.extend(["--style", "shandong", "--format", "pdf,docx"]);
    let (code, said) = build(folder.path(), &more, None);
    if said.contains("没有找到可以打印") {
        return not_run("printing as PDF", "no soffice (Debian: libreoffice-writer)");
    }
    assert!(matches!(code, Some(0 | 1)), "{said}");
    let out = folder.path().join("out");
    let Some(pages) = pages::read(&out.join("决算公开.pdf")) else { return };
    assert!(said.contains(&format!("由 LibreOffice 打印，共{}页", pages.len())), "{said}");
    assert!(out.join("决算公开.docx").is_file() && !out.join("公开表.xlsx").exists());
    assert!(said.contains("全部相符") && !said.contains("没有核对"), "{said}");
    let listed = listed(&out.join("决算公开.docx"));
    assert!(listed.len() > 25, "{listed:?}");
    for (title, number) in listed {
        // What numbers a table in the contents does not stand over it.
        let title =
            if title.ends_with('表') { title.split_once('、').map_or(&*title, |t| t.1) } else { &title };
        let bare: String = title.chars().filter(|c| !c.is_whitespace()).collect();
        let page = pages.iter().find(|p| p.number() == Some(number)).expect("a page of this number");
        assert!(page.text().contains(&bare), "{title} is not on page {number}");
    }
}

/// The lines of the contents of a Word file.
fn listed(docx: &Path) -> Vec<(String, u32)> {
    let parts = crate::support::parts::read(docx);
    let (_, xml) = parts.iter().find(|(name, _)| name == "word/document.xml").expect("a document");
    let xml = String::from_utf8_lossy(xml);
    let mut found = Vec::new();
    for paragraph in xml.split("<w:p>").filter(|p| p.contains("w:val=\"TOC")) {
        let texts = paragraph.split("<w:t").skip(1).filter(|t| t.starts_with(['>', ' ']));
        let texts: Vec<&str> =
            texts.filter_map(|t| t.split_once('>')?.1.split_once("</w:t>").map(|(t, _)| t)).collect();
        let Some((number, title)) = texts.split_last() else { continue };
        found.extend(number.parse().ok().map(|number| (title.concat(), number)));
    }
    found
}

/// Other fonts, other pages: the numbers that were estimated are corrected, in the Word file, too.
#[cfg(unix)]
#[test]
fn wrong_numbers_are_corrected() {
    let root = tempdir().expect("a folder");
    // The program prints what the document says, but on pages of another length.
    let real = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join("soffice"))
        .find(|program| program.is_file());
    let Some(real) = real else {
        return not_run("correcting page numbers", "no soffice (Debian: libreoffice-writer)");
    };
    if Command::new("python3").arg("--version").output().is_err() {
        return not_run("correcting page numbers", "no python3 (Debian: python3)");
    }
    let script = format!(
        "cd \"$out\" && python3 -c \"\nimport zipfile,re\na=zipfile.ZipFile('document.docx');b=zipfile.ZipFile('taller.docx','w')\nfor n in a.namelist():\n  d=a.read(n)\n  if n=='word/document.xml': d=re.sub(rb'<w:pgMar w:top=.[0-9]+.',b'<w:pgMar w:top=\\\"4800\\\"',d)\n  b.writestr(n,d)\nb.close()\" && mv taller.docx document.docx && exec {} \"$@\"",
        real.display()
    );
    let office = office(root.path(), &script);
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_juesuan"));
        command.arg("build").arg(sample("2023年决算.xlsx")).args(["--style", "shandong", "--out"]).args(more);
        let output = command.current_dir(root.path()).env("JUESUAN_OFFICE", &office).output().expect("a run");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    run(&["estimated", "--format", "docx"]);
    let said = run(&["out", "--format", "docx,pdf"]);
    assert!(said.contains("已在文档里改正") && said.contains("全部相符"), "{said}");
    let estimated = listed(&root.path().join("estimated/决算公开.docx"));
    let printed = listed(&root.path().join("out/决算公开.docx"));
    assert_eq!(estimated.len(), printed.len());
    assert!(printed.last() > estimated.last() && estimated != printed, "{printed:?}");
}

#[cfg(unix)]
#[test]
fn an_office_program_that_cannot_print_leaves_everything_as_it_was() {
    for (script, wanted) in [
        ("echo '字体目录损坏' >&2; exit 1", "没有写出 PDF（字体目录损坏）"),
        ("exit 0", "没有写出 PDF"),
        ("echo 'no PDF at all' > \"$out/document.pdf\"", "写出的PDF不能用"),
        ("printf '%%PDF-1.4\\n1 0 obj<</Type' > \"$out/document.pdf\"", "写出的PDF不能用"),
        (
            "echo $$ > \"$(dirname \"$0\")/pids\"; sleep 1000 & echo $! >> \"$(dirname \"$0\")/pids\"; wait",
            "2秒没有完成",
        ),
        (
            "case \"$1\" in -env:UserInstallation=file:///*juesuan-pdf*) exit 0;; esac; echo 别人的配置 >&2",
            "没有写出 PDF；",
        ),
    ] {
        let root = tempdir().expect("a folder");
        let wanted = wanted.trim_end_matches('；');
        let office = office(root.path(), script);
        let (code, said) = build(root.path(), &["--format", "docx,xlsx,pdf"], Some(&office));
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains(wanted) && said.contains("去掉 --format 里的 pdf"), "{wanted}\n{said}");
        assert!(!said.contains("别人的配置"), "{said}");
        assert!(!root.path().join("out").exists(), "something was written");
        let pids = std::fs::read_to_string(office.join("pids")).unwrap_or_default();
        for pid in pids.lines() {
            let runs = || {
                let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
                !state.is_empty() && !state.contains(") Z")
            };
            // What was ended may still be on its way out.
            let patience = Instant::now() + Duration::from_secs(20);
            while runs() && Instant::now() < patience {
                std::thread::sleep(Duration::from_millis(50));
            }
            assert!(!runs(), "{pid} still runs");
        }
    }
}

#[test]
fn where_no_office_program_is_that_is_said_first() {
    let root = tempdir().expect("a folder");
    let empty = root.path().join("empty");
    std::fs::create_dir_all(&empty).expect("a folder");
    let (code, said) = build(root.path(), &["--format", "pdf"], Some(&empty));
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("没有找到可以打印 PDF 的办公软件") && said.contains("另存"), "{said}");
    assert!(!said.contains("核对："), "it is said before anything is made: {said}");
    assert!(!root.path().join("out").exists());
}

/// PDF is not among what is written by itself: it needs another program, and time.
#[test]
fn it_is_printed_only_on_demand() {
    let root = tempdir().expect("a folder");
    let empty = root.path().join("empty");
    std::fs::create_dir_all(&empty).expect("a folder");
    let (code, said) = build(root.path(), &[], Some(&empty));
    assert!(matches!(code, Some(0 | 1)), "{said}");
    assert!(!root.path().join("out/决算公开.pdf").exists());
}
