function (user, context, callback) {
  if (user.email_verified) {
    return auth0.users.updateUserMetadata(user.user_id, { seen: 1 }).then(() => { callback(null, user, context); }).catch(callback);
  }
  callback(new Error('verify'));
}
