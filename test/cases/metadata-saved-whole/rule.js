function countLogins(user, context, callback) {
  user.app_metadata = user.app_metadata || {};
  user.app_metadata.count = (user.app_metadata.count || 0) + 1;
  auth0.users.updateAppMetadata(user.user_id, user.app_metadata)
    .then(() => {
      context.idToken['https://example.com/count'] = user.app_metadata.count;
      callback(null, user, context);
    })
    .catch(callback);
}
