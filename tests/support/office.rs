//! Other spreadsheet formats, made by an office program where there is one.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Converts a workbook to another format (`xls`, `ods`) beside it.
///
/// Returns `None` where there is no office program; on a build server that is a failure.
pub fn convert(workbook: &Path, extension: &str) -> Option<PathBuf> {
    convert_all(&[workbook.to_owned()], extension)?.pop()
}

/// The same for workbooks of one folder, in one run of the program.
pub fn convert_all(workbooks: &[PathBuf], extension: &str) -> Option<Vec<PathBuf>> {
    let Some(program) = find_program() else {
        let package = "no soffice (Debian: libreoffice-calc, libreoffice-writer)";
        super::not_run(&format!("anything with a .{extension} made by an office program"), package);
        return None;
    };
    let folder = workbooks.first()?.parent().expect("a folder");
    let target = folder.join("converted");
    // A profile of its own: two instances cannot share one.
    let profile = folder.join("profile").display().to_string();
    let profile = profile.replace('\\', "/");
    let profile = format!("-env:UserInstallation=file:///{}", profile.trim_start_matches('/'));
    let output = Command::new(&program)
        .args([&profile, "--headless", "--convert-to", extension, "--outdir"])
        .arg(&target)
        .args(workbooks)
        .output()
        .unwrap_or_else(|e| panic!("{} does not start: {e}", program.display()));
    let made = |workbook: &PathBuf| {
        let name = workbook.file_stem().expect("a name");
        let made = target.join(format!("{}.{extension}", name.to_string_lossy()));
        assert!(
            output.status.success() && made.exists(),
            "{} did not make {}\n{}\n{}",
            program.display(),
            made.display(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        made
    };
    Some(workbooks.iter().map(made).collect())
}

fn find_program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["soffice", "soffice.exe", "soffice.com"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.is_file())
}
