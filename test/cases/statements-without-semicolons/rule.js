function (user, context, callback) {
  if (user.email) { user.nickname = 'x' }
  if (user.name) user.nickname = 'y'
  else user.nickname = 'z'
  callback(null, user, context)
}
