//! The rule that was probably meant.

use imf_check::rule::Rule;

/// The rules whose ids come nearest to `id`, the nearest first, at most three; none where nothing comes near.
pub fn nearest<'a>(rules: &[&'a Rule], id: &str) -> Vec<&'a Rule> {
    // An id is short; a text of pages is no typing error.
    if id.chars().count() > 100 {
        return Vec::new();
    }
    let id = id.to_lowercase();
    let mut near: Vec<(usize, &Rule)> = rules
        .iter()
        .filter_map(|rule| {
            let distance = if !id.is_empty() && rule.id.contains(&*id) {
                1
            } else {
                distance(&id, rule.id)
            };
            let limit = (rule.id.len() / 3).max(2);
            (distance <= limit).then_some((distance, *rule))
        })
        .collect();
    near.sort_by_key(|(distance, rule)| (*distance, rule.id));
    near.into_iter().take(3).map(|(_, rule)| rule).collect()
}

/// How many characters have to be put in, taken out or changed to get from one text to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, character) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, other) in to.iter().enumerate() {
            let changed = diagonal + usize::from(character != *other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_book() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
