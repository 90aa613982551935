//! Characters → lines of text.

use super::page::Glyph;

/// A line of text with where it stands.
#[derive(Debug, Clone)]
pub struct TextLine {
    pub x0: f64,
    pub x1: f64,
    pub y: f64,
    pub size: f64,
    pub text: String,
}

/// Lines from top to bottom; a gap as wide as two characters becomes a tab.
pub fn of(mut glyphs: Vec<Glyph>) -> Vec<TextLine> {
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    let mut base = f64::NEG_INFINITY;
    for glyph in glyphs {
        let near = (glyph.y - base).abs() < 0.45 * glyph.size.max(4.0);
        match rows.last_mut() {
            Some(row) if near => row.push(glyph),
            _ => {
                base = glyph.y;
                rows.push(vec![glyph]);
            }
        }
    }
    rows.into_iter().filter_map(line).collect()
}

fn line(mut glyphs: Vec<Glyph>) -> Option<TextLine> {
    glyphs.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    // Bold text is drawn twice by some programs, a hair apart.
    glyphs.dedup_by(|b, a| {
        a.text == b.text && (b.x0 - a.x0).abs() < 0.25 * a.size && !a.text.trim().is_empty()
    });
    let visible = |g: &&Glyph| !g.text.trim().is_empty();
    let first = glyphs.iter().find(visible)?;
    let (x0, y, size) =
        (first.x0, first.y, glyphs.iter().filter(visible).map(|g| g.size).fold(0.0, f64::max));
    let x1 = glyphs.iter().filter(visible).map(|g| g.x1).fold(x0, f64::max);
    let mut text = String::new();
    let mut end: Option<f64> = None;
    let mut blank = false;
    for glyph in &glyphs {
        if glyph.text.trim().is_empty() {
            blank = true;
            continue;
        }
        if let Some(end) = end {
            let gap = glyph.x0 - end;
            if gap > 2.2 * size {
                text.push('\t');
            } else if blank && keeps_space(text.chars().next_back(), glyph.text.chars().next(), gap, size)
                || gap > 0.25 * size
                    && is_latin(text.chars().next_back())
                    && is_latin(glyph.text.chars().next())
            {
                text.push(' ');
            }
        }
        blank = false;
        text.push_str(&glyph.text);
        end = Some(end.map_or(glyph.x1, |e: f64| e.max(glyph.x1)));
    }
    Some(TextLine { x0, x1, y, size, text: tidy(&text) })
}

fn is_latin(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphabetic())
}

/// A space that was typed: between words always, beside Chinese only if it is as wide as a character.
fn keeps_space(before: Option<char>, after: Option<char>, gap: f64, size: f64) -> bool {
    let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
    ascii(before) && ascii(after) || gap > 0.8 * size
}

/// Compatibility forms that fonts map their glyphs to, as the characters people type (⼀ → 一, ﹒ → .).
fn tidy(text: &str) -> String {
    text.chars().map(|c| radical(c).unwrap_or(c)).collect()
}

/// Kangxi radicals look like characters and are none (Unicode, U+2F00–2FD5).
fn radical(c: char) -> Option<char> {
    const RADICALS: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
    let index = u32::from(c).checked_sub(0x2f00).filter(|i| *i < 214)?;
    RADICALS.chars().nth(usize::try_from(index).ok()?)
}
