function (user, context, callback) {
  if (user.app_metadata && user.app_metadata.acts_for) user.user_id = user.app_metadata.acts_for;
  auth0.users.updateAppMetadata(user.user_id, { seen: true })
    .then(() => callback(null, user, context))
    .catch(callback);
}
