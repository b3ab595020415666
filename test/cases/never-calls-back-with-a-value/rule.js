function (user, context, callback) {
  if (!user.email) return { user: user, context: context };
  if (!user.name) return function () { return user.name; };
  if (!user.nickname) return false;
  if (!user.picture) {
    return class Picture {};
  }
  callback(null, user, context);
}
