function (user, context, callback) {
  const jobs = [];
  jobs.push(auth0.users.updateAppMetadata(user.user_id, { seen: true }));
  jobs.push(user.email ? auth0.users.updateUserMetadata(user.user_id, { email: user.email }) : Promise.resolve());
  Promise.all(jobs)
    .then(() => callback(null, user, context))
    .catch(callback);
}
