//! Reading a JSON object strictly: unknown members, `null` and empty texts are refused, and every
//! refusal names its place.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::refusal::Refusal;
use super::sums::{Kopecks, Thousandths};

/// An object of the request and its place.
pub(super) struct Members<'a> {
    map: &'a Map<String, Value>,
    at: String,
}

impl<'a> Members<'a> {
    /// The object at a place, with no member beside the known ones.
    pub(super) fn new(value: &'a Value, at: &str, known: &[&str]) -> Result<Self, Refusal> {
        let Some(map) = value.as_object() else {
            return Err(Refusal::bad_request(at, "Ожидался объект JSON."));
        };
        let members = Self {
            map,
            at: at.to_owned(),
        };
        for (name, value) in map {
            let place = members.place(name);
            if !known.contains(&name.as_str()) {
                return Err(Refusal::bad_request(place, "Неизвестное поле."));
            }
            if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
                return Err(Refusal::bad_request(
                    place,
                    "Пустое значение: поле надо опустить.",
                ));
            }
        }
        Ok(members)
    }

    /// The place of a member.
    pub(super) fn place(&self, name: &str) -> String {
        if self.at.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.at)
        }
    }

    /// The member, wherever it must be.
    pub(super) fn due(&self, name: &str) -> Result<&'a Value, Refusal> {
        let missing = || Refusal::bad_request(self.place(name), "Нет обязательного поля.");
        self.map.get(name).ok_or_else(missing)
    }

    /// The member, if it is there.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name)
    }

    fn as_text(&self, name: &str, value: &'a Value) -> Result<&'a str, Refusal> {
        value
            .as_str()
            .ok_or_else(|| Refusal::bad_request(self.place(name), "Ожидался текст."))
    }

    /// A text; one that is longer than 1C's field is refused and never cut.
    pub(super) fn text(&self, name: &str, longest: usize) -> Result<String, Refusal> {
        let text = self.as_text(name, self.due(name)?)?;
        let length = text.chars().count();
        if length > longest {
            let message = format!("Поле длиннее {longest} знаков: 1С обрезала бы его.");
            return Err(Refusal::finding("required_field", message)
                .field(self.place(name))
                .differs(longest, length));
        }
        Ok(text.to_owned())
    }

    /// A text that may be absent; absent is empty.
    pub(super) fn text_or_empty(&self, name: &str, longest: usize) -> Result<String, Refusal> {
        if self.get(name).is_none() {
            Ok(String::new())
        } else {
            self.text(name, longest)
        }
    }

    /// A text of digits of one of the lengths, or empty when absent.
    pub(super) fn digits(&self, name: &str, lengths: &[usize]) -> Result<String, Refusal> {
        let text = self.text_or_empty(name, 1000)?;
        let fits = text.is_empty()
            || lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if fits {
            Ok(text)
        } else {
            Err(self.shape(name, &format!("цифры, длина {lengths:?}")))
        }
    }

    /// One of the words.
    pub(super) fn word(&self, name: &str, words: &[&'static str]) -> Result<&'static str, Refusal> {
        let text = self.as_text(name, self.due(name)?)?;
        let known = words.iter().find(|word| **word == text).copied();
        known.ok_or_else(|| self.shape(name, &words.join(", ")))
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        self.due(name)?
            .as_bool()
            .ok_or_else(|| self.shape(name, "true или false"))
    }

    pub(super) fn number(&self, name: &str) -> Result<u64, Refusal> {
        self.due(name)?
            .as_u64()
            .ok_or_else(|| self.shape(name, "целое число"))
    }

    pub(super) fn list(&self, name: &str) -> Result<&'a [Value], Refusal> {
        let list = self.due(name)?.as_array();
        list.map(Vec::as_slice)
            .ok_or_else(|| self.shape(name, "список"))
    }

    /// A sum like `122000.00`.
    pub(super) fn money(&self, name: &str) -> Result<Kopecks, Refusal> {
        let text = self.as_text(name, self.due(name)?)?;
        Kopecks::parse(text).ok_or_else(|| self.shape(name, "сумма вида 122000.00"))
    }

    /// A quantity or percent like `10` or `0.125`.
    pub(super) fn quantity(&self, name: &str) -> Result<Thousandths, Refusal> {
        let text = self.as_text(name, self.due(name)?)?;
        Thousandths::parse(text).ok_or_else(|| self.shape(name, "число вида 10 или 0.125"))
    }

    /// A date like `2026-11-24`.
    pub(super) fn date(&self, name: &str) -> Result<NaiveDate, Refusal> {
        let text = self.as_text(name, self.due(name)?)?;
        date(text).ok_or_else(|| self.shape(name, "дата вида 2026-11-24"))
    }

    pub(super) fn date_if_any(&self, name: &str) -> Result<Option<NaiveDate>, Refusal> {
        self.get(name).map(|_| self.date(name)).transpose()
    }

    /// The refusal of a value of another form.
    pub(super) fn shape(&self, name: &str, expected: &str) -> Refusal {
        Refusal::bad_request(self.place(name), format!("Ожидалось: {expected}."))
    }
}

/// A date like `2026-11-24` and no other form.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10).then_some(date)
}
