//! Tasks.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::shared::FieldInfo;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A task.
    pub struct TaskItem shown(id, parent_id, status) {
        id: Option<Id> = "id",
        parent_id: Option<Id> = "parentId",
        title: Option<String> = "title",
        description: Option<String> = "description",
        status: Option<i64> = "status",
        priority: Option<i64> = "priority",
        created_by: Option<Id> = "createdBy",
        responsible_id: Option<Id> = "responsibleId",
        changed_by: Option<Id> = "changedBy",
        group_id: Option<Id> = "groupId",
        created_date: Option<DateTime<FixedOffset>> = "createdDate",
        changed_date: Option<DateTime<FixedOffset>> = "changedDate",
        deadline: Option<DateTime<FixedOffset>> = "deadline",
        closed_date: Option<DateTime<FixedOffset>> = "closedDate",
    }
}

record! {
    /// A change of a task.
    pub struct TaskChange shown(id) {
        id: Option<Id> = "id",
        created_date: Option<String> = "createdDate",
        field: Option<String> = "field",
    }
}

record! {
    /// A counter of tasks.
    pub struct TaskCounter shown(counter) {
        counter: Option<i64> = "counter",
        code: Option<String> = "code",
    }
}

record! {
    /// The file as the task has it.
    pub struct AttachedId shown(attachment_id) {
        attachment_id: Option<Id> = "attachmentId",
    }
}

calls! {
    "api-reference/tasks/";

    write CompleteTask = "tasks.task.complete"(task_id = "taskId")
        -> TaskItem, in "task", "status/tasks-task-complete";
    write DeferTask = "tasks.task.defer"(task_id = "taskId")
        -> TaskItem, in "task", "status/tasks-task-defer";
    write PauseTask = "tasks.task.pause"(task_id = "taskId")
        -> TaskItem, in "task", "status/tasks-task-pause";
    write RenewTask = "tasks.task.renew"(task_id = "taskId")
        -> TaskItem, in "task", "status/tasks-task-renew";
    write StartTask = "tasks.task.start"(task_id = "taskId")
        -> TaskItem, in "task", "status/tasks-task-start";
    write AddDependency = "task.dependence.add"(
        task_id_from = "taskIdFrom", task_id_to = "taskIdTo", link_type = "linkType"
    ) -> Done, "task-dependence-add";
    write DeleteDependency = "task.dependence.delete"(
        task_id_from = "taskIdFrom", task_id_to = "taskIdTo"
    ) -> Done, "task-dependence-delete";
    write AddTask = "tasks.task.add"(fields: Params = "fields")
        -> TaskItem, in "task", "tasks-task-add";
    write ApproveTask = "tasks.task.approve"(task_id = "taskId")
        -> TaskItem, in "task", "tasks-task-approve";
    read GetTaskCounters = "tasks.task.counters.get"()
        -> BTreeMap<String, TaskCounter>, "tasks-task-counters-get";
    write DelegateTask = "tasks.task.delegate"(task_id = "taskId", user_id = "userId")
        -> TaskItem, in "task", "tasks-task-delegate";
    write DeleteTask = "tasks.task.delete"(task_id = "taskId")
        -> Done, in "task", "tasks-task-delete";
    write DisapproveTask = "tasks.task.disapprove"(task_id = "taskId")
        -> TaskItem, in "task", "tasks-task-disapprove";
    write AttachTaskFiles = "tasks.task.files.attach"(task_id = "taskId", file_id = "fileId")
        -> AttachedId, "tasks-task-files-attach";
    read GetTaskAccess = "tasks.task.getaccess"(task_id = "taskId")
        -> BTreeMap<String, BTreeMap<String, bool>>, in "allowedActions", "tasks-task-get-access";
    read DescribeTask = "tasks.task.getFields"()
        -> BTreeMap<String, FieldInfo>, in "fields", "tasks-task-get-fields";
    read GetTask = "tasks.task.get"(task_id = "taskId") -> TaskItem, in "task", "tasks-task-get";
    // No windows: the filter knows kinds of events only.
    list ListTaskChanges = "tasks.task.history.list"(task_id = "taskId")
        -> Vec<TaskChange>, in "list", "tasks-task-history-list";
    list ListTasks between "ID" as "id" = "tasks.task.list"()
        -> Vec<TaskItem>, in "tasks", "tasks-task-list";
    write UpdateTask = "tasks.task.update"(task_id = "taskId", fields: Params = "fields")
        -> TaskItem, in "task", "tasks-task-update";
}
