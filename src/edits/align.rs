//! What two sequences have in common.

/// Comparisons beyond which two sequences are taken as wholly different: no paragraph and no document comes near it.
const MOST: usize = 36_000_000;

/// Pairs of positions of a longest common subsequence, rising in both; of several the one that begins earliest.
pub fn common<T: PartialEq>(one: &[T], other: &[T]) -> Vec<(usize, usize)> {
    let head = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let rest = one.len().min(other.len()) - head;
    let tail = one.iter().rev().zip(other.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (a, b) = (&one[head..one.len() - tail], &other[head..other.len() - tail]);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|i| (i, i)).collect();
    pairs.extend(inner(a, b).into_iter().map(|(i, j)| (head + i, head + j)));
    pairs.extend((0..tail).rev().map(|i| (one.len() - 1 - i, other.len() - 1 - i)));
    pairs
}

fn inner<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    if a.is_empty() || b.is_empty() || a.len().saturating_mul(b.len()) > MOST {
        return Vec::new();
    }
    let width = b.len() + 1;
    // How much is common from here to both ends.
    let mut left = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            left[i * width + j] = if a[i] == b[j] {
                left[(i + 1) * width + j + 1] + 1
            } else {
                left[(i + 1) * width + j].max(left[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if left[(i + 1) * width + j] >= left[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// How alike two texts are, 0 to 100: pairs of neighbouring characters they share.
pub fn likeness(one: &str, other: &str) -> usize {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        let mut pairs: Vec<(char, char)> = chars.windows(2).map(|w| (w[0], w[1])).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(one), pairs(other));
    if a.is_empty() || b.is_empty() {
        return if one == other { 100 } else { 0 };
    }
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    200 * shared / (a.len() + b.len())
}

/// Pairs of positions that belong together, rising in both: those equal first, between them the likest, at least `least`
/// of a hundred.
pub fn related(one: &[String], other: &[String], least: usize) -> Vec<(usize, usize)> {
    let equal = common(one, other);
    let mut pairs = Vec::new();
    let ends = std::iter::once((one.len(), other.len()));
    let (mut i, mut j) = (0, 0);
    for (a, b) in equal.iter().copied().chain(ends) {
        pairs.extend(likest(&one[i..a], &other[j..b], least).into_iter().map(|(x, y)| (i + x, j + y)));
        if a < one.len() {
            pairs.push((a, b));
        }
        (i, j) = (a + 1, b + 1);
    }
    pairs
}

/// The pairing of greatest likeness in all.
fn likest(one: &[String], other: &[String], least: usize) -> Vec<(usize, usize)> {
    const MOST_LIKENESS: usize = 250_000;
    if one.is_empty() || other.is_empty() || one.len() * other.len() > MOST_LIKENESS {
        return Vec::new();
    }
    let width = other.len() + 1;
    let like: Vec<usize> = one.iter().flat_map(|a| other.iter().map(move |b| likeness(a, b))).collect();
    let of = |i: usize, j: usize| like[i * other.len() + j];
    let mut best = vec![0usize; (one.len() + 1) * width];
    for i in (0..one.len()).rev() {
        for j in (0..other.len()).rev() {
            let apart = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            let together = best[(i + 1) * width + j + 1] + of(i, j);
            best[i * width + j] = if of(i, j) >= least { apart.max(together) } else { apart };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < one.len() && j < other.len() {
        let here = best[i * width + j];
        if of(i, j) >= least && here == best[(i + 1) * width + j + 1] + of(i, j) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if here == best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_common_is_found_from_the_front() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let pairs = common(&chars("主要原因是X。"), &chars("主要原因是政策，主要是人员。"));
        assert_eq!(pairs[..5], [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]);
        assert_eq!(pairs.last(), Some(&(6, 13)));
        assert_eq!(common::<char>(&[], &['a']), []);
    }

    #[test]
    fn paragraphs_that_were_reworded_find_each_other() {
        let texts = |t: &[&str]| t.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let one = texts(&["标题", "2023年度收入总计100万元。", "支出情况如下。", "尾"]);
        let other = texts(&["标题", "新增的一段。", "2023年本局收入总计为100万元。", "尾"]);
        assert_eq!(related(&one, &other, 30), [(0, 0), (1, 2), (3, 3)]);
    }
}
