//! One tag of a template: what stands between `{{ }}` or `{% %}`, and what it refers to.

use std::collections::BTreeSet;

use minijinja::Environment;

use super::{engine::FILTERS, error::TemplateError};

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Value,
    For,
    If,
    Else,
    EndFor,
    EndIf,
}

/// A tag, cleaned of what a word processor puts into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) kind: Kind,
    /// What stands between the braces.
    pub(super) inner: String,
}

impl Tag {
    /// Reads a whole tag, braces included.
    pub(super) fn parse(raw: &str) -> Result<Self, TemplateError> {
        let bare = raw.get(2..raw.len().saturating_sub(2)).unwrap_or_default();
        let inner = straighten(bare.trim_start_matches('-').trim_end_matches('-'));
        let kind = if raw.starts_with("{{") {
            Kind::Value
        } else {
            statement(&inner)?
        };
        let tag = Self { kind, inner };
        tag.check()?;
        Ok(tag)
    }

    pub(super) fn source(&self) -> String {
        match self.kind {
            Kind::Value => format!("{{{{ {} }}}}", self.inner),
            Kind::For | Kind::If | Kind::Else | Kind::EndFor | Kind::EndIf => {
                format!("{{% {} %}}", self.inner)
            }
        }
    }

    /// The tag again from what [`Tag::source`] wrote.
    pub(super) fn reread(source: &str) -> Option<Self> {
        Self::parse(source).ok()
    }

    fn check(&self) -> Result<(), TemplateError> {
        let Some(expression) = self.expression() else {
            return Ok(());
        };
        let fault = |reason: String| TemplateError::Syntax {
            tag: self.source(),
            reason,
        };
        if expression.is_empty() {
            return Err(fault("an expression is missing".to_owned()));
        }
        check_vocabulary(expression).map_err(fault)?;
        Environment::empty()
            .compile_expression(expression)
            .map(|_| ())
            .map_err(|e| fault(e.detail().unwrap_or("not an expression").to_owned()))
    }

    /// The expression in the tag; `else` and the ends have none.
    pub(super) fn expression(&self) -> Option<&str> {
        match self.kind {
            Kind::Value => Some(self.inner.trim()),
            Kind::For => Some(
                self.inner
                    .split_once(" in ")
                    .map_or("", |(_, of)| of.trim()),
            ),
            Kind::If => Some(self.inner.get(2..).unwrap_or_default().trim()),
            Kind::Else => self.inner.strip_prefix("elif").map(str::trim),
            Kind::EndFor | Kind::EndIf => None,
        }
    }

    /// The names that `for` brings in.
    pub(super) fn binds(&self) -> Vec<&str> {
        if self.kind != Kind::For {
            return Vec::new();
        }
        let names = self
            .inner
            .get(3..)
            .and_then(|rest| rest.split_once(" in "))
            .map(|x| x.0);
        names
            .unwrap_or_default()
            .split(',')
            .map(|n| n.trim_matches(['(', ')', ' ']))
            .collect()
    }

    /// Dotted names that the expression reads: `seller.signer.name`.
    pub(super) fn paths(&self) -> BTreeSet<String> {
        let Some(expression) = self.expression() else {
            return BTreeSet::new();
        };
        Environment::empty()
            .compile_expression(expression)
            .map(|compiled| compiled.undeclared_variables(true).into_iter().collect())
            .unwrap_or_default()
    }

    /// Whether the tag asks if a name is there at all.
    pub(super) fn asks_for_existence(&self) -> bool {
        self.inner.contains("is defined")
            || self.inner.contains("is not defined")
            || self.inner.contains("is undefined")
            || self.inner.contains("default(")
    }

    /// The tag with the path `from` replaced by the name `to` wherever it is the head of a path.
    pub(super) fn renamed(&self, from: &str, to: &str) -> Self {
        let mut inner = String::new();
        let mut rest = self.inner.as_str();
        while let Some(at) = rest.find(from) {
            let (before, found) = rest.split_at(at);
            let after = found.get(from.len()..).unwrap_or_default();
            let starts = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
            inner.push_str(before);
            inner.push_str(if starts && after.starts_with('.') {
                to
            } else {
                from
            });
            rest = after;
        }
        inner.push_str(rest);
        Self {
            kind: self.kind,
            inner,
        }
    }
}

/// `for`, `if`, `else`, `elif`, and their ends; nothing that reads other templates or makes variables.
fn statement(inner: &str) -> Result<Kind, TemplateError> {
    let word = inner.split_whitespace().next().unwrap_or_default();
    Ok(match word {
        "for" => Kind::For,
        "if" => Kind::If,
        "else" | "elif" => Kind::Else,
        "endfor" => Kind::EndFor,
        "endif" => Kind::EndIf,
        _ => {
            return Err(TemplateError::Syntax {
                tag: format!("{{% {inner} %}}"),
                reason: "expected for, if, elif, else, endfor or endif".to_owned(),
            });
        }
    })
}

/// Known filters only, and no multiplication: sums are counted before the template, and a list
/// times a large number would fill the memory.
fn check_vocabulary(expression: &str) -> Result<(), String> {
    let mut quote = None;
    for (at, char) in expression.char_indices() {
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (None, '"' | '\'') => quote = Some(char),
            (None, '*') => return Err("there is no multiplication in templates".to_owned()),
            (None, '|') => {
                let after = expression.get(at + 1..).unwrap_or_default().trim_start();
                let end = after
                    .find(|c: char| !c.is_alphanumeric() && c != '_')
                    .unwrap_or(after.len());
                let name = after.get(..end).unwrap_or_default();
                if !FILTERS.contains(&name) {
                    return Err(format!(
                        "no filter {name:?}; there are {}",
                        FILTERS.join(", ")
                    ));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Straight quotes and plain spaces, as they were before automatic correction.
fn straighten(inner: &str) -> String {
    // «» inside straight quotes are text; alone they are what Word made of "".
    let guillemets = !inner.contains(['"', '\'', '“', '”', '„']);
    let mut out = String::with_capacity(inner.len());
    for char in inner.chars() {
        match char {
            '“' | '”' | '„' | '‟' => out.push('"'),
            '«' | '»' if guillemets => out.push('"'),
            '‘' | '’' | '‚' => out.push('\''),
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t' | '\n' | '\r' => out.push(' '),
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            _ => out.push(char),
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Kind, Tag};

    #[test]
    fn what_word_does_to_a_tag_is_undone() {
        let tag = Tag::parse("{%\u{a0}if vat\u{a0}==\u{a0}“22”\u{200b} -%}").unwrap();
        assert_eq!(tag.source(), "{% if vat == \"22\" %}");
        assert_eq!(Tag::parse("{{ x == «a» }}").unwrap().inner, "x == \"a\"");
        assert_eq!(
            Tag::parse("{{ \"ООО «А»\" }}").unwrap().inner,
            "\"ООО «А»\""
        );
    }

    #[test]
    fn a_statement_outside_the_list_is_refused() {
        for bad in [
            "{% include \"x\" %}",
            "{% raw %}",
            "{% macro m() %}",
            "{% %}",
            "{{ }}",
            "{{ a b }}",
            "{% if %}",
            "{% for x %}",
            "{% set x = 1 %}",
            "{{ x|indent(9) }}",
            "{{ x * 2 }}",
        ] {
            assert!(Tag::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_tag_knows_its_names() {
        let tag = Tag::parse("{% for i in spec.items %}").unwrap();
        assert_eq!(
            (tag.kind, tag.expression(), tag.binds()),
            (Kind::For, Some("spec.items"), vec!["i"])
        );
        let paths = Tag::parse("{{ a.b ~ c|upper }}").unwrap().paths();
        assert_eq!(paths.into_iter().collect::<Vec<_>>(), ["a.b", "c"]);
    }

    #[test]
    fn only_the_head_of_a_path_is_renamed() {
        let tag = Tag::parse("{{ items.name ~ my_items.name ~ x.items.name ~ items }}").unwrap();
        assert_eq!(
            tag.renamed("items", "row").inner,
            "row.name ~ my_items.name ~ x.items.name ~ items"
        );
    }
}
