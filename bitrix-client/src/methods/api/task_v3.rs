//! Tasks, REST 3.0.

use chrono::{DateTime, FixedOffset};

use super::shared::FieldV3;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, OpenValue, record};

record! {
    /// A task as REST 3.0 has it.
    pub struct TaskV3 shown(id) {
        id: Option<Id> = "id",
        title: Option<String> = "title",
        description: Option<String> = "description",
        deadline: Option<DateTime<FixedOffset>> = "deadline",
    }
}

calls! {
    "api-reference/tasks/";

    read3 GetAccessField = "tasks.task.access.field.get"(name = "name")
        -> FieldV3, in "item", "tasks-task-access-field-get";
    read3 ListAccessFields = "tasks.task.access.field.list"()
        -> Vec<FieldV3>, in "items", "tasks-task-access-field-list";
    read3 GetTaskAccess = "tasks.task.access.get"(id = "id") -> OpenValue, "tasks-task-access-get";
    write3 AddTask = "tasks.task.add"(fields: Params = "fields")
        -> TaskV3, in "item", "tasks-task-add-rest-v3";
    read3 GetChatField = "tasks.task.chat.message.field.get"(name = "name")
        -> FieldV3, in "item", "tasks-task-chat-message-field-get";
    read3 ListChatFields = "tasks.task.chat.message.field.list"()
        -> Vec<FieldV3>, in "items", "tasks-task-chat-message-field-list";
    write3 SendChatMessage = "tasks.task.chat.message.send"(fields: Params = "fields")
        -> Done, "tasks-task-chat-message-send";
    write3 DeleteTask = "tasks.task.delete"(id = "id")
        -> Done, in "result", "tasks-task-delete-rest-v3";
    read3 GetTaskField = "tasks.task.field.get"(name = "name")
        -> FieldV3, in "item", "tasks-task-field-get";
    read3 ListTaskFields = "tasks.task.field.list"()
        -> Vec<FieldV3>, in "items", "tasks-task-field-list";
    write3 AttachTaskFile = "tasks.task.file.attach"(task_id = "taskId", file_ids = "fileIds")
        -> Done, in "result", "tasks-task-file-attach";
    read3 GetFileField = "tasks.task.file.field.get"(name = "name")
        -> FieldV3, in "item", "tasks-task-file-field-get";
    read3 ListFileFields = "tasks.task.file.field.list"()
        -> Vec<FieldV3>, in "items", "tasks-task-file-field-list";
    read3 GetTask = "tasks.task.get"(id = "id")
        -> TaskV3, in "item", "tasks-task-get-rest-v3";
    read3 ListTasks = "tasks.task.list"() -> Vec<TaskV3>, in "items", "tasks-task-list-rest-v3";
    write3 UpdateTask = "tasks.task.update"(id = "id", fields: Params = "fields")
        -> Done, in "result", "tasks-task-update-rest-v3";
}
