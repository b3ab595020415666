function notifyManager(user, context, callback) {
  const manager = user.app_metadata && user.app_metadata.manager_id;
  if (!manager) return callback(null, user, context);
  auth0.users.updateAppMetadata(manager, { report_logged_in: user.user_id })
    .then(() => callback(null, user, context))
    .catch((err) => callback(err));
}
