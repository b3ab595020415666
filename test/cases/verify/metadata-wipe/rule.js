function (user, context, callback) {
  const next = Object.assign({}, user.app_metadata);
  delete next.trial;
  auth0.users.updateAppMetadata(user.user_id, next)
    .then(() => callback(null, user, context))
    .catch(callback);
}
