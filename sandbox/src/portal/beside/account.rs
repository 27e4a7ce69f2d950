//! Employees, departments, rights and options, and what a portal says of its methods.

use super::super::fail::Fail;
use super::super::methods::{self, Answer, Call};
use super::super::people;
use super::super::state::from_world_value;
use super::super::value::{Array, Value};
use super::{Found, application, done, int, record, text};
use crate::world::{Department, User};

const USER: &[&str] = &["user", "user_basic", "user_brief"];
const DEPARTMENT: &[&str] = &["department"];

pub(super) fn find(name: &str) -> Found {
    let found: (&[&str], super::Run) = match name {
        "access.name" => (&[], access_name),
        "app.option.get" => (&[], app_option),
        "app.option.set" => (&[], set_app_option),
        "department.add" => (DEPARTMENT, add_department),
        "department.update" => (DEPARTMENT, update_department),
        "department.delete" => (DEPARTMENT, delete_department),
        "department.fields" => (DEPARTMENT, department_fields),
        "method.get" => (&[], method),
        "methods" => (&[], all_methods),
        "scope" => (&[], scopes),
        "user.access" => (&[], has_access),
        "user.add" => (&["user"], add_user),
        "user.admin" => (&[], is_admin),
        "user.fields" => (USER, user_fields),
        "user.option.get" => (&[], user_option),
        "user.option.set" => (&[], set_user_option),
        "user.search" => (USER, people::user_search),
        "user.update" => (&["user"], update_user),
        "user.userfield.file.get" => (USER, user_file),
        _ => return None,
    };
    Some(found)
}

/// Names of access codes: everybody, all signed in, employees, departments.
fn access_name(call: &mut Call<'_>) -> Answer {
    let codes = super::map(call, "ACCESS").unwrap_or_default();
    let mut found = Array::new();
    for code in codes.values().filter_map(Value::to_text) {
        let named = match code.split_at_checked(1) {
            _ if code == "G2" => Some(("other", "Все посетители".to_owned())),
            _ if code == "AU" => Some(("other", "Все авторизованные пользователи".to_owned())),
            Some(("U", id)) => id
                .parse()
                .ok()
                .and_then(|id| call.state.user(id))
                .map(|user| ("user", format!("{} {}", user.name, user.last_name))),
            Some(("D", id)) => {
                let all = call.state.departments.iter();
                let mut all = all.filter(|one| one.id.to_string() == id);
                all.next().map(|one| ("intranet", one.name.clone()))
            }
            _ => None,
        };
        if let Some((kind, name)) = named {
            let row = Array::new()
                .with("provider", "")
                .with("name", name)
                .with("provider_id", kind);
            found.set(&code, row);
        }
    }
    Ok(found.into())
}

/// Whether the caller has one of the access codes.
fn has_access(call: &mut Call<'_>) -> Answer {
    let codes: Vec<String> = match call.old_param("ACCESS") {
        Some(Value::Array(many)) => many.values().filter_map(Value::to_text).collect(),
        Some(one) => one.to_text().into_iter().collect(),
        None => Vec::new(),
    };
    let user = call.state.user(call.caller.user);
    let departments = user
        .map(|user| user.departments.clone())
        .unwrap_or_default();
    let has = |code: &String| {
        code == "AU"
            || code == "G2"
            || *code == format!("U{}", call.caller.user)
            || departments.iter().any(|id| *code == format!("D{id}"))
    };
    Ok(codes.iter().any(has).into())
}

fn is_admin(call: &mut Call<'_>) -> Answer {
    let user = call.state.user(call.caller.user);
    Ok(user.is_some_and(|user| user.admin).into())
}

/// All options of an owner, or the one that `option` names.
fn option(call: &Call<'_>, owner: &str) -> Answer {
    let kept = call.state.options.get(owner).cloned().unwrap_or_default();
    let name = text(call, "option");
    if name.is_empty() {
        return Ok(kept.into());
    }
    Ok(kept.get(&name).cloned().unwrap_or_else(|| "".into()).into())
}

fn set_options(call: &mut Call<'_>, owner: String) -> Answer {
    let options = super::map(call, "options").filter(|options| !options.is_empty());
    let text = "options is empty";
    let options = options.ok_or_else(|| Fail::new(400, "ArgumentNullException", text))?;
    let kept = call.state.options.entry(owner).or_default();
    for (name, value) in options.iter() {
        kept.set_key(name.clone(), value.clone());
    }
    done()
}

fn app_option(call: &mut Call<'_>) -> Answer {
    let owner = application(call)?;
    option(call, &owner)
}

fn set_app_option(call: &mut Call<'_>) -> Answer {
    let owner = application(call)?;
    let admin = call
        .state
        .user(call.caller.user)
        .is_some_and(|user| user.admin);
    if !admin {
        let text = "Administrator authorization required";
        return Err(Fail::new(400, "AccessException", text));
    }
    set_options(call, owner)
}

fn own_options(call: &Call<'_>) -> Result<String, Fail> {
    Ok(format!("{}/{}", application(call)?, call.caller.user))
}

fn user_option(call: &mut Call<'_>) -> Answer {
    let owner = own_options(call)?;
    option(call, &owner)
}

fn set_user_option(call: &mut Call<'_>) -> Answer {
    let owner = own_options(call)?;
    set_options(call, owner)
}

fn argument(text: &str) -> Fail {
    Fail::new(400, "ERROR_ARGUMENT", text)
}

fn core(text: &str) -> Fail {
    Fail::new(400, "ERROR_CORE", text)
}

fn add_department(call: &mut Call<'_>) -> Answer {
    let (name, parent) = (text(call, "NAME"), int(call, "PARENT"));
    if name.is_empty() {
        return Err(core("Department name not provided.<br>"));
    }
    check_parent(call, parent)?;
    let ids = call.state.departments.iter().map(|one| one.id);
    let id = ids.max().unwrap_or_default().saturating_add(1);
    let head = int(call, "UF_HEAD");
    call.state.departments.push(Department {
        id,
        name,
        parent,
        head,
        sort: int(call, "SORT"),
    });
    Ok(id.into())
}

/// The company has one department at its top.
fn check_parent(call: &Call<'_>, parent: Option<i64>) -> Result<(), Fail> {
    let all = &call.state.departments;
    if all.is_empty() || all.iter().any(|one| Some(one.id) == parent) {
        return Ok(());
    }
    let text = "There can only be one top-level department in the company structure";
    Err(core(text))
}

fn department_at(call: &Call<'_>) -> Result<usize, Fail> {
    let id = int(call, "ID");
    let mut all = call.state.departments.iter();
    let found = all.position(|one| Some(one.id) == id);
    found.ok_or_else(|| core("Department not found"))
}

fn update_department(call: &mut Call<'_>) -> Answer {
    let at = department_at(call)?;
    let (name, parent) = (text(call, "NAME"), int(call, "PARENT"));
    let (head, sort) = (int(call, "UF_HEAD"), int(call, "SORT"));
    if let Some(one) = call.state.departments.get_mut(at) {
        if !name.is_empty() {
            one.name = name;
        }
        one.parent = parent.or(one.parent);
        one.head = head.or(one.head);
        one.sort = sort.or(one.sort);
    }
    done()
}

fn delete_department(call: &mut Call<'_>) -> Answer {
    let at = department_at(call)?;
    call.state.departments.remove(at);
    done()
}

fn names(pairs: &[(&str, &str)]) -> Answer {
    let all = pairs.iter();
    let all = all.fold(Array::new(), |all, (name, title)| all.with(name, *title));
    Ok(all.into())
}

fn department_fields(_call: &mut Call<'_>) -> Answer {
    names(&[
        ("ID", "ID"),
        ("NAME", "Название подразделения"),
        ("SORT", "Поле сортировки"),
        ("PARENT", "Вышестоящее подразделение"),
        ("UF_HEAD", "Руководитель"),
    ])
}

/// Names of the fields of an employee.
const USER_FIELDS: [(&str, &str); 62] = [
    ("ID", "ID"),
    ("XML_ID", "Внешний код"),
    ("ACTIVE", "Активность"),
    ("NAME", "Имя"),
    ("LAST_NAME", "Фамилия"),
    ("SECOND_NAME", "Отчество"),
    ("TITLE", "Обращение"),
    ("EMAIL", "E-Mail"),
    ("LAST_LOGIN", "Последняя авторизация"),
    ("DATE_REGISTER", "Дата регистрации"),
    ("TIME_ZONE", "Часовой пояс"),
    ("IS_ONLINE", "На сайте"),
    ("TIMESTAMP_X", "Дата изменения"),
    ("LAST_ACTIVITY_DATE", "Дата последней активности"),
    ("PERSONAL_GENDER", "Пол"),
    ("PERSONAL_WWW", "Домашняя страничка"),
    ("PERSONAL_BIRTHDAY", "Дата рождения"),
    ("PERSONAL_MOBILE", "Личный мобильный"),
    ("PERSONAL_CITY", "Город"),
    ("WORK_PHONE", "Телефон компании"),
    ("WORK_POSITION", "Должность"),
    ("UF_EMPLOYMENT_DATE", "Дата приема на работу"),
    ("UF_DEPARTMENT", "Подразделения"),
    ("PERSONAL_PROFESSION", "Профессия"),
    ("PERSONAL_PHOTO", "Фотография"),
    ("PERSONAL_ICQ", "ICQ"),
    ("PERSONAL_PHONE", "Личный телефон"),
    ("PERSONAL_FAX", "Факс"),
    ("PERSONAL_PAGER", "Пейджер"),
    ("PERSONAL_STREET", "Улица"),
    ("PERSONAL_STATE", "Область / край"),
    ("PERSONAL_ZIP", "Почтовый индекс"),
    ("PERSONAL_COUNTRY", "Страна"),
    ("PERSONAL_MAILBOX", "Почтовый ящик"),
    ("PERSONAL_NOTES", "Дополнительные заметки"),
    ("WORK_COMPANY", "Компания"),
    ("WORK_DEPARTMENT", "Отдел"),
    ("WORK_WWW", "Сайт компании"),
    ("WORK_FAX", "Факс компании"),
    ("WORK_PAGER", "Пейджер компании"),
    ("WORK_STREET", "Улица компании"),
    ("WORK_MAILBOX", "Почтовый ящик компании"),
    ("WORK_CITY", "Город компании"),
    ("WORK_STATE", "Область компании"),
    ("WORK_ZIP", "Индекс компании"),
    ("WORK_COUNTRY", "Страна компании"),
    ("WORK_PROFILE", "Направления деятельности"),
    ("WORK_LOGO", "Логотип компании"),
    ("WORK_NOTES", "Заметки о компании"),
    ("UF_SKYPE_LINK", "Ссылка на чат в Skype"),
    ("UF_ZOOM", "Zoom"),
    ("UF_TIMEMAN", "Учёт рабочего времени"),
    ("UF_INTERESTS", "Интересы"),
    ("UF_SKILLS", "Навыки"),
    ("UF_WEB_SITES", "Другие сайты"),
    ("UF_XING", "Xing"),
    ("UF_LINKEDIN", "LinkedIn"),
    ("UF_TWITTER", "Twitter"),
    ("UF_SKYPE", "Skype"),
    ("UF_DISTRICT", "Район"),
    ("UF_PHONE_INNER", "Внутренний телефон"),
    ("USER_TYPE", "Тип пользователя"),
];

fn user_fields(_call: &mut Call<'_>) -> Answer {
    names(&USER_FIELDS)
}

/// Sets what the parameters name; other fields are kept under their names.
fn fill(user: &mut User, params: &Array) {
    for (key, value) in params.iter() {
        let name = key.text().to_ascii_uppercase();
        let text = value.to_text().unwrap_or_default();
        match name.as_str() {
            "ID" => {}
            "NAME" => user.name = text,
            "LAST_NAME" => user.last_name = text,
            "SECOND_NAME" => user.second_name = text,
            "EMAIL" => user.email = text,
            "WORK_POSITION" => user.work_position = text,
            "ACTIVE" => user.active = matches!(text.as_str(), "Y" | "1" | "true"),
            "UF_DEPARTMENT" => {
                let ids = value
                    .as_array()
                    .map(|ids| ids.values().filter_map(Value::to_int));
                user.departments = ids.map(Iterator::collect).unwrap_or_default();
            }
            _ if name.starts_with("PERSONAL_")
                || name.starts_with("WORK_")
                || name.starts_with("UF_") =>
            {
                user.fields.insert(name, value.to_plain());
            }
            _ => {}
        }
    }
}

/// Only an administrator invites and changes others.
fn check_admin(call: &Call<'_>) -> Result<(), Fail> {
    let admin = call
        .state
        .user(call.caller.user)
        .is_some_and(|user| user.admin);
    admin.then_some(()).ok_or_else(|| core("access_denied"))
}

fn add_user(call: &mut Call<'_>) -> Answer {
    check_admin(call)?;
    let email = text(call, "EMAIL");
    if !email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    {
        return Err(argument("wrong_email"));
    }
    if call.state.users.iter().any(|user| user.email == email) {
        return Err(argument("A user with this email already exists"));
    }
    let ids = call.state.users.iter().map(|user| user.id);
    let id = ids.max().unwrap_or_default().saturating_add(1);
    let mut user = User::new(id, "", "");
    fill(&mut user, &call.params);
    call.state.users.push(user);
    Ok(id.into())
}

fn update_user(call: &mut Call<'_>) -> Answer {
    let id = int(call, "ID");
    if id != Some(call.caller.user) {
        check_admin(call)?;
    }
    let mut users = call.state.users.iter_mut();
    let user = users.find(|user| Some(user.id) == id);
    fill(user.ok_or_else(|| core("access_denied"))?, &call.params);
    done()
}

/// The value of a file field of the calling employee, as the world has it.
fn user_file(call: &mut Call<'_>) -> Answer {
    let id = int(call, "id").unwrap_or_default();
    let field = record(call, "user.userfield", "ID", id);
    let field = field.ok_or_else(|| Fail::nameless("Not found"))?;
    let name = super::text_of(&field, "FIELD_NAME");
    let user = call.state.user(call.caller.user);
    let value = user.and_then(|user| user.fields.get(&name));
    let value = value.and_then(|value| from_world_value(&name, value).ok());
    Ok(value.unwrap_or_default().into())
}

fn method(call: &mut Call<'_>) -> Answer {
    let found = methods::find(&text(call, "name"));
    let available = found
        .as_ref()
        .is_some_and(|one| call.caller.has(one.scopes));
    let state = Array::new()
        .with("isExisting", found.is_some())
        .with("isAvailable", available);
    Ok(state.into())
}

/// Whether `full` is given.
fn wants_all(call: &Call<'_>) -> bool {
    let full = text(call, "full");
    !full.is_empty() && full != "false" && full != "0"
}

/// Names of the methods that the caller may use, or those of the scope that he names.
fn all_methods(call: &mut Call<'_>) -> Answer {
    let scope = text(call, "scope");
    let everything = wants_all(call);
    let fits = |name: &&str| {
        methods::find(name).is_some_and(|one| {
            let of_scope = scope.is_empty() || one.scopes.contains(&scope.as_str());
            of_scope && (everything || call.caller.has(one.scopes))
        })
    };
    let names: Vec<&str> = methods::names().filter(fits).collect();
    Ok(Value::list(names).into())
}

/// The scopes of the caller; with `full` all that are documented or that some method here wants.
fn scopes(call: &mut Call<'_>) -> Answer {
    if !wants_all(call) {
        let own: Vec<&str> = call.caller.scopes.iter().map(String::as_str).collect();
        return Ok(Value::list(own).into());
    }
    let documented = include_str!("scopes.txt").lines();
    let mut all: std::collections::BTreeSet<&str> = documented.collect();
    for name in methods::names() {
        all.extend(methods::find(name).into_iter().flat_map(|one| one.scopes));
    }
    Ok(Value::list(all).into())
}
