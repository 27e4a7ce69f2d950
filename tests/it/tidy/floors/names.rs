//! What a source says of other modules: its paths, read from words and signs, without a compiler.
//!
//! Comments, literals and what is compiled for tests alone do not count.

use std::collections::BTreeSet;

/// A source without tests: words, `::` and single signs.
pub(super) struct Source {
    /// Where it stands, from the crate root; the root itself is empty.
    pub(super) module: Vec<String>,
    tokens: Vec<String>,
    /// Modules in files of their own that are for tests alone.
    pub(super) for_tests: BTreeSet<Vec<String>>,
}

/// A path that a source names, from the crate root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    /// The module that names it, which may be written inside of the source.
    pub(super) by: Vec<String>,
    pub(super) path: Vec<String>,
    /// The name that a `use` gives to it; `*` for all names.
    pub(super) name: String,
}

impl Named {
    /// The same from a module that is no crate root; nothing when the path leads out of it.
    pub(super) fn inside(self, root: &[String]) -> Option<Self> {
        Some(Self {
            by: self.by.strip_prefix(root)?.to_vec(),
            path: self.path.strip_prefix(root)?.to_vec(),
            name: self.name,
        })
    }
}

impl Source {
    pub(super) fn read(module: Vec<String>, text: &str) -> Self {
        let mut source = Self {
            module,
            tokens: tokens(text),
            for_tests: BTreeSet::new(),
        };
        source.leave_tests_out();
        source
    }

    /// Paths that begin with `crate`, `self` or `super`; in the root (that of the crate, or the
    /// module whose parts are read) also those that `use` takes from its modules.
    pub(super) fn names(&self, root: &[String]) -> Vec<Named> {
        let (mut found, mut at, mut depth) = (Vec::new(), 0, 0);
        let mut inside: Vec<(String, usize)> = Vec::new();
        while let Some(token) = self.token(at) {
            let by: Vec<String> = {
                let written = inside.iter().map(|(name, _)| name.clone());
                self.module.iter().cloned().chain(written).collect()
            };
            let begins = at == 0 || self.token(at - 1) != Some("::");
            match token {
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    inside.retain(|(_, outer)| *outer < depth);
                }
                "mod" if self.token(at + 2) == Some("{") => {
                    let name = self.tokens[at + 1].clone();
                    inside.push((name, depth));
                }
                "use" if by == root => {
                    at = self.tree(at + 1, &by, &by, &mut found);
                    continue;
                }
                "crate" | "self" | "super" if begins && self.token(at + 1) == Some("::") => {
                    at = self.tree(at, &by, &by, &mut found);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        found
    }

    fn token(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).map(String::as_str)
    }

    /// Reads a path or a tree of `use`, and gives the place behind it.
    fn tree(&self, mut at: usize, by: &[String], base: &[String], found: &mut Vec<Named>) -> usize {
        let mut path = base.to_vec();
        loop {
            match self.token(at) {
                Some("crate") => path.clear(),
                Some("super") => drop(path.pop()),
                Some("self") => {}
                Some("{") => return self.group(at + 1, by, &path, found),
                Some(word) if is_word(word) || word == "*" => path.push(word.to_owned()),
                // `::<`, behind which no module stands.
                _ => break,
            }
            at += 1;
            if self.token(at) != Some("::") {
                break;
            }
            at += 1;
        }
        let mut name = path.last().cloned().unwrap_or_default();
        if self.token(at) == Some("as") {
            name.clone_from(&self.tokens[at + 1]);
            at += 2;
        }
        let by = by.to_vec();
        found.push(Named { by, path, name });
        at
    }

    fn group(
        &self,
        mut at: usize,
        by: &[String],
        base: &[String],
        found: &mut Vec<Named>,
    ) -> usize {
        loop {
            match self.token(at) {
                None => return at,
                Some("}") => return at + 1,
                Some(",") => at += 1,
                Some(_) => {
                    let behind = self.tree(at, by, base, found);
                    assert!(behind > at, "{:?}: no path at {:?}", by, self.token(at));
                    at = behind;
                }
            }
        }
    }

    fn leave_tests_out(&mut self) {
        let mut kept = Vec::new();
        let mut at = 0;
        while let Some(token) = self.token(at) {
            let close = self.end_of_attribute(at);
            let of_tests = close.is_some_and(|close| {
                let words = &self.tokens[at..close];
                let has = |word: &str| words.iter().any(|token| token == word);
                has("cfg") && has("test") && !has("not") && !has("any")
            });
            if of_tests {
                let item = self.behind_attributes(at);
                let end = self.end_of_item(item);
                let declared = self.tokens[item..end]
                    .windows(3)
                    .find(|words| words[0] == "mod" && words[2] == ";");
                if let Some(words) = declared {
                    let name = words[1].clone();
                    let path = self.module.iter().cloned().chain([name]);
                    self.for_tests.insert(path.collect());
                }
                at = end;
            } else {
                kept.push(token.to_owned());
                at += 1;
            }
        }
        self.tokens = kept;
    }

    /// The place behind an attribute that begins here.
    fn end_of_attribute(&self, at: usize) -> Option<usize> {
        let opens = self.token(at) == Some("#") && self.token(at + 1) == Some("[");
        opens.then(|| self.balanced(at + 1))
    }

    fn behind_attributes(&self, mut at: usize) -> usize {
        while let Some(end) = self.end_of_attribute(at) {
            at = end;
        }
        at
    }

    /// The place behind the bracket that closes the one here.
    fn balanced(&self, mut at: usize) -> usize {
        let mut depth = 0;
        while let Some(token) = self.token(at) {
            match token {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                break;
            }
        }
        at
    }

    /// The place behind an item: its `;`, or the brace that closes its body.
    fn end_of_item(&self, mut at: usize) -> usize {
        while let Some(token) = self.token(at) {
            match token {
                ";" => return at + 1,
                "{" => return self.balanced(at),
                "(" | "[" => at = self.balanced(at),
                _ => at += 1,
            }
        }
        at
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// Words, `::` and single signs of a text, without comments and literals.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if let Some(length) = silent(rest) {
            length
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            let end = end.unwrap_or(rest.len());
            found.push(rest[..end].to_owned());
            end
        } else if rest.starts_with("::") {
            found.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                found.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

/// The length of a comment or literal at the beginning of a text.
fn silent(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(text.find("*/").map_or(text.len(), |end| end + 2));
    }
    let opening = text.trim_start_matches(['b', 'r', 'c']);
    let prefix = text.len() - opening.len();
    if prefix <= 2 && text[..prefix].ends_with('r') {
        let quote = opening.trim_start_matches('#');
        let marks = opening.len() - quote.len();
        if let Some(inside) = quote.strip_prefix('"') {
            let close = format!("\"{}", "#".repeat(marks));
            let end = inside.find(&close)?;
            return Some(prefix + marks + 1 + end + close.len());
        }
    }
    if prefix <= 1 && opening.starts_with('"') {
        return Some(prefix + quoted(opening, '"')?);
    }
    let letter = opening.strip_prefix('\'').filter(|_| prefix <= 1)?;
    let of_one = letter.chars().nth(1) == Some('\'');
    (of_one || letter.starts_with('\\')).then(|| Some(prefix + quoted(opening, '\'')?))?
}

/// The length of a literal between two marks, either of which may be escaped inside.
fn quoted(text: &str, mark: char) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        if letter == mark && !escaped {
            return Some(at + 1);
        }
        escaped = letter == '\\' && !escaped;
    }
    None
}
