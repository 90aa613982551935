//! 决算公开.html in a browser: origins of figures, links, no network, print.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::tempdir;

use super::support::{browser, pages};
use super::{build, build_bare};

fn page(out: &Path) -> std::path::PathBuf {
    out.join("决算公开.html")
}

#[test]
fn a_figure_tells_its_cells_and_its_arithmetic() {
    let folder = tempdir().expect("a folder");
    let out = build(folder.path(), "shandong");
    let facts = super::support::facts(&out);
    let total = &facts["facts"]["total"];
    let script = "
        function find(label){return [].find.call(document.querySelectorAll('main .f'),function(n){
            n.dispatchEvent(new MouseEvent('mouseover',{bubbles:true}));
            return document.querySelector('#origin b').textContent===label})}
        function say(label){document.body.dispatchEvent(new KeyboardEvent('keydown',{key:'Escape',bubbles:true}));
            var n=find(label);if(!n)return null;n.click();
            var tip=document.getElementById('origin');
            return {figure:n.textContent,formula:tip.querySelector('.formula').textContent,hidden:tip.hidden,
                sources:[].map.call(tip.querySelectorAll('li'),function(l){return l.textContent}),
                marked:[].map.call(document.querySelectorAll('.hit'),function(c){return c.id+'='+c.textContent})}}
        return [say('收、支总计 · 本年决算数'),say('收、支总计 · 增减百分比'),say('财政拨款收入 · 占比')]";
    let Some(said) = browser::probe(&page(&out), folder.path(), script) else { return };
    let source = |role: &str| {
        let sources = total["sources"].as_array().expect("sources");
        let place = sources.iter().find(|s| s["role"] == role).expect("a source");
        let text = |k: &str| place[k].as_str().expect("text").to_owned();
        format!("{} › {} › {}", text("file"), text("sheet"), text("cell"))
    };
    let current = &said[0];
    assert_eq!(current["figure"], "2,381.99万元");
    assert_eq!(current["hidden"], false);
    assert!(current["formula"].as_str().expect("text").ends_with("元 ＝ 2,381.99万元"), "{current}");
    assert!(current["sources"][0].as_str().expect("text").contains(&source("current")), "{current}");
    // 总计 of 公开01表, in the row and column the sample prints it in.
    let marked = current["marked"].as_array().expect("cells");
    assert!(!marked.is_empty(), "{current}");
    for cell in marked {
        let cell = cell.as_str().expect("text");
        assert!(cell.starts_with("t01-") && cell.ends_with("=2,381.99"), "{cell}");
    }
    let growth = &said[1];
    let formula = growth["formula"].as_str().expect("text");
    assert_eq!(formula, "（2,381.99万元 − 2,441.64万元）÷ 2,441.64万元 × 100 ＝ 2.44%（下降）");
    assert!(growth["sources"][1].as_str().expect("text").contains(&source("prior")), "{growth}");
    let share = said[2]["formula"].as_str().expect("text");
    assert_eq!(share, "财政拨款收入 2,361.95万元 ÷ 本年收入合计 2,365.60万元 × 100 ＝ 99.85%");
}

#[test]
fn every_figure_of_the_narrative_has_an_origin_and_every_link_a_target() {
    for style in super::STYLES {
        let folder = tempdir().expect("a folder");
        let out = build(folder.path(), style);
        let script = "
            var all=document.querySelectorAll('[data-o]'),tip=document.getElementById('origin');
            var lost=[].filter.call(all,function(n){n.click();
                var title=tip.querySelector('b'),formula=tip.querySelector('.formula'),sources=tip.querySelectorAll('li');
                return tip.hidden||!title.textContent||/undefined|NaN/.test(tip.textContent)||
                    (n.matches('.f,td')&&(!formula||(!sources.length&&formula.textContent.indexOf('没有这一项')<0)))||
                    (n.matches('td')&&formula.textContent.indexOf('万元')>0&&
                        Number(/ ([-\\d.]+)万元$/.exec(formula.textContent.replace(/,/g,''))[1])!==Number(n.textContent.replace(/,/g,'')))});
            var told=lost.map(function(n){n.click();return n.textContent+' '+tip.textContent});
            var marks=[].filter.call(document.querySelectorAll('.notes a'),function(a){a.click();
                return !document.querySelector('.hit')});
            var links=[].filter.call(document.querySelectorAll('a[href^=\"#\"]'),function(a){
                return !document.getElementById(a.getAttribute('href').slice(1))});
            var ids=[].map.call(document.querySelectorAll('[id]'),function(n){return n.id});
            return {figures:document.querySelectorAll('.f').length,cells:document.querySelectorAll('td[data-o]').length,
                reached:document.querySelectorAll('td[data-o][tabindex=\"0\"]').length,
                lost:told,dead:links.length,unmarked:marks.length,twice:ids.length-new Set(ids).size,
                outside:document.querySelectorAll('[src],link,[href^=http]').length}";
        let Some(said) = browser::probe(&page(&out), folder.path(), script) else { return };
        assert!(said["figures"].as_u64() > Some(60), "{style}: {said}");
        assert!(said["cells"].as_u64() > Some(80), "{style}: {said}");
        assert_eq!(said["lost"], json!([]), "{style}");
        assert_eq!(said["reached"], said["cells"], "{style}: by the keyboard");
        for count in ["dead", "unmarked", "twice", "outside"] {
            assert_eq!(said[count], 0, "{style}: {count}");
        }
    }
}

#[test]
fn missing_texts_are_listed_and_linked() {
    let folder = tempdir().expect("a folder");
    let out = build_bare(folder.path(), "shandong");
    let script = "
        var gaps=document.querySelectorAll('main mark');
        var listed=document.querySelectorAll('#side li.gap a');
        gaps[0].dispatchEvent(new MouseEvent('mouseover',{bubbles:true}));
        return {title:gaps[0].title,gaps:[].map.call(gaps,function(g){return g.id+g.textContent}),
            listed:[].map.call(listed,function(a){return a.getAttribute('href').slice(1)+'〔'+a.textContent+'〕'})}";
    let Some(said) = browser::probe(&page(&out), folder.path(), script) else { return };
    assert!(said["gaps"].as_array().is_some_and(|g| g.len() > 10), "{said}");
    assert_eq!(said["gaps"], said["listed"]);
    // A gap says what to do about it.
    assert!(said["title"].as_str().is_some_and(|t| t.contains("补充资料.xlsx，键")), "{said}");
    let count = |value: &Value| value.as_array().map_or(0, Vec::len);
    assert!(count(&said["gaps"]) < 100);
}

#[test]
fn the_page_prints_on_a4_with_whole_tables() {
    let folder = tempdir().expect("a folder");
    let out = build(folder.path(), "shandong");
    let Some(pdf) = browser::print(&page(&out), folder.path()) else { return };
    let Some(pages) = pages::read(&pdf) else { return };
    assert!((20..=50).contains(&pages.len()), "{} pages", pages.len());
    let text: String = pages.iter().map(pages::Page::text).collect();
    for words in ["公开01表", "公开09表", "第四部分名词解释", "2,381.99"] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("核对和待填写"), "what stands beside the text is not for print");
    assert!(pages.iter().any(|p| p.width > p.height), "wide tables lie across");
    for (i, page) in pages.iter().enumerate() {
        for (word, [x1, _, x2, _]) in &page.words {
            assert!(*x1 > 40.0 && *x2 < page.width - 40.0, "page {}: “{word}” runs over the edge", i + 1);
        }
    }
}
