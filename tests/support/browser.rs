//! A page in a headless browser: what it says after a script acted on it, and what it prints.

use std::path::{Path, PathBuf};
use std::process::Command;

const PROGRAMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The browser of this machine.
pub fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path)
        .flat_map(|folder| PROGRAMS.map(|name| folder.join(name)))
        .find(|program| program.is_file());
    if found.is_none() {
        super::not_run("the page in a browser", "no chromium (Debian: chromium)");
    }
    found
}

fn run(folder: &Path, arguments: &[String]) -> Option<(String, String)> {
    let program = program()?;
    let profile = format!("--user-data-dir={}", folder.join("browser").display());
    let common = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0"];
    let output = Command::new(&program)
        .args(common)
        .arg(profile)
        .args(arguments)
        .output()
        .unwrap_or_else(|e| panic!("{} does not start: {e}", program.display()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some((text(&output.stdout), text(&output.stderr)))
}

/// Opens the page with a script behind its own; the result of the script's function, as JSON.
///
/// Errors of the page itself, and messages on its console, fail the test.
pub fn probe(page: &Path, folder: &Path, script: &str) -> Option<serde_json::Value> {
    let html = std::fs::read_to_string(page).expect("a page");
    let early = "<script>window.__errors=[];addEventListener('error',e=>__errors.push(e.message));\
        addEventListener('securitypolicyviolation',e=>__errors.push(e.violatedDirective+' '+e.blockedURI));</script>";
    let late = format!(
        "<script>(function(){{var r;try{{r=(function(){{{script}}})()}}catch(e){{__errors.push(String(e))}}\
        var p=document.createElement('pre');p.id='__probe';\
        p.textContent='PROBE'+btoa(unescape(encodeURIComponent(JSON.stringify({{result:r,errors:__errors}}))))+'END';\
        document.body.appendChild(p)}})()</script></body>"
    );
    let html = html.replacen("<head>", &format!("<head>{early}"), 1).replacen("</body>", &late, 1);
    let copy = folder.join("probe.html");
    std::fs::write(&copy, html).expect("a page");
    let (dom, log) = run(folder, &["--dump-dom".into(), format!("file://{}", copy.display())])?;
    assert!(!log.contains(":CONSOLE"), "messages on the console:\n{log}");
    let encoded = dom.rsplit_once("PROBE").and_then(|(_, r)| r.split_once("END")).map(|(e, _)| e);
    let encoded = encoded.unwrap_or_else(|| panic!("the page did not answer:\n{log}"));
    let answer: serde_json::Value = serde_json::from_slice(&base64(encoded)).expect("JSON");
    assert_eq!(answer["errors"], serde_json::json!([]), "errors in the page");
    Some(answer["result"].clone())
}

/// Prints the page; the PDF.
pub fn print(page: &Path, folder: &Path) -> Option<PathBuf> {
    let pdf = folder.join("page.pdf");
    let target = format!("--print-to-pdf={}", pdf.display());
    run(folder, &["--no-pdf-header-footer".into(), target, format!("file://{}", page.display())])?;
    assert!(pdf.exists(), "nothing was printed");
    Some(pdf)
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for byte in text.bytes().filter(|b| *b != b'=') {
        let digit = DIGITS.iter().position(|d| *d == byte).expect("base64");
        bits = (bits << 6) | u32::try_from(digit).expect("a digit");
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).expect("a byte"));
        }
    }
    bytes
}
